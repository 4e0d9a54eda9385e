"""What dev.py does: environment, embedded servers, demonstration, tests and checks.

Standard library only, because it runs before anything is installed.
"""
