"""What people can do: each function checks its permission, changes rows that were found visible, and commits once."""
