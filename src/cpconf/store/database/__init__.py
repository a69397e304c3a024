"""The file: found, opened, made, brought up to date, waited for, and its faults in plain words."""
