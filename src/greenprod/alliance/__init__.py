"""The alliance: members, their productions, who has which share, and what each accounts for."""
