"""Parts of the script that writes the example alliance."""
