"""
Answers commands read from stdin, a line each, by "ok ..." or "error ..."; what a peer itself prints goes to stderr.
"""
import sys


def answer(commands):
    answers = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        word, *rest = line.split()
        try:
            answers.write(f"ok {commands[word](*rest)}\n")
        except Exception as error:
            answers.write(f"error {type(error).__name__}: {error}".replace("\n", " ") + "\n")
        answers.flush()


def numbers(found):
    return " ".join(repr(float(value)) for value in found)
