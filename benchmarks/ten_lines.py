"""Ten lines of pikepdf: encrypt a file with a password, and open it again."""

import sys

import pikepdf

if __name__ == "__main__":
    source, copy, password, owner = sys.argv[1:]
    with pikepdf.open(source) as pdf:
        pdf.save(copy, encryption=pikepdf.Encryption(user=password, owner=owner, R=6))
    with pikepdf.open(copy, password=password) as made:
        print(len(made.pages))
