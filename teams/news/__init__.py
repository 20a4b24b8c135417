"""What this room tells people of, a module for each noun. Names of teams only: it also stands in letters."""
