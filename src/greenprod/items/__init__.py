"""Line items: what a production writes down, and what physically happened because of it."""
