"""A version's answers as the desks show them."""


def answers_of(version):
    """The version's answers in the order of the questions, each with the `labels` of what was chosen."""
    answers = list(version.answers_in_order().prefetch_related("question__options"))
    for answer in answers:
        answer.labels = answer.question.labels_of(answer.choices)
    return answers
