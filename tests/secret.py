"""A word in each text of the random histories that the secretariat may redact."""


def secret_of(text):
    """The word beside a text that the secretariat may redact."""
    return text.split()[0].replace("Text", "Secret")


def whole(text):
    """What is sent: the text, and its secret in a sentence of its own."""
    return f"{text} Ask {secret_of(text)} today."
