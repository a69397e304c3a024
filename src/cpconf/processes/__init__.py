"""Processes of our own: started, told what to do within bounds, heard, and ended."""
