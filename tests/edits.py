"""Texts with a marked passage, edited in ways in which people edit, and where the passage truly stands afterwards.

The truth comes from the atoms that a text is made of: each keeps its identity through an edit, so that nothing has to be compared.
"""

from dataclasses import dataclass, field
from random import Random

PARTS = {  # who, does what, to whom or what, and how: sentences share words with others, as those of real answers do
    "en": (
        "Our ministry|The regional network|Most small operators|Civil society groups|Rural schools|The national regulator|"
        "Women entrepreneurs|Local governments|Universities in our region|The community of persons with disabilities",
        "has built|is still waiting for|should fund|cannot afford|has benefited from|proposes to extend|needs|wishes to renew|supports",
        "affordable access to broadband|training in digital skills|the open exchange of research data|multilingual content|"
        "a common approach to cybersecurity|e-health services|early warning systems|the Action Lines of the Geneva Plan|local data centres",
        "in the least developed countries|since the last review|together with the private sector|beyond 2025|at the national level|"
        "without waiting for the results of the next forum|, as reported to the Commission,|in every district",
    ),
    "ar": (
        "وزارتنا|الشبكة الإقليمية|معظم المشغلين الصغار|منظمات المجتمع المدني|المدارس الريفية|الهيئة الوطنية|رائدات الأعمال",
        "تحتاج إلى|تقترح توسيع|تدعم|لا تستطيع تحمل تكلفة|استفادت من|ترغب في تجديد",
        "النفاذ إلى النطاق العريض|التدريب على المهارات الرقمية|تبادل بيانات البحث|المحتوى المتعدد اللغات|خدمات الصحة الإلكترونية",
        "في أقل البلدان نموا|منذ الاستعراض الأخير|بالتعاون مع القطاع الخاص|على المستوى الوطني|بعد عام 2025",
    ),
    "zh": (
        "我国政府|区域网络|大多数小型运营商|民间社会组织|农村学校|国家监管机构|女性企业家",
        "已经建立了|仍然需要|应当资助|负担不起|受益于|建议扩大",
        "宽带接入|数字技能培训|研究数据的开放交流|多语言内容|电子卫生服务|信息社会世界峰会行动方面",
        "，特别是在最不发达国家|，自上次审查以来|，并与私营部门合作|，在国家层面|，直至2025年以后",
    ),
}
BOILERPLATE = {
    "en": "We thank the secretariat for the opportunity to comment on this question.",
    "ar": "نشكر الأمانة على إتاحة الفرصة للتعليق على هذا السؤال.",
    "zh": "我们感谢秘书处给予机会就此问题发表意见。",
}
LANGUAGES = tuple(PARTS)


@dataclass(eq=False)
class Atom:
    """A word, or a character where words are not parted, with the space after it."""

    text: str
    space: str


@dataclass
class Case:
    """One edit of one text: the passage marked before, and `truth`: its span after where every word of it still stands side by side.

    `near` is the span of what is left of it, None where nothing is.
    """

    kind: str
    language: str
    before: str
    after: str
    start: int
    end: int
    truth: tuple | None
    near: tuple | None


@dataclass
class Text:
    """Paragraphs of sentences of atoms, and those that are marked."""

    random: Random
    language: str
    paragraphs: list = field(default_factory=list)
    mark: list = field(default_factory=list)

    def sentence(self, words=None):
        words = words or self.words()
        stop = "。" if self.language == "zh" else "."
        words = words if words.endswith((".", "。")) else words + stop
        pieces = list(words) if self.language == "zh" else words.split(" ")
        space = "" if self.language == "zh" else " "
        return [Atom(piece, space) for piece in pieces]

    def words(self):
        space = "" if self.language == "zh" else " "
        return space.join(self.random.choice(part.split("|")) for part in PARTS[self.language]).replace(" ,", ",")

    def write(self):
        for _paragraph in range(self.random.randint(2, 5)):
            self.paragraphs.append([self.sentence() for _sentence in range(self.random.randint(2, 5))])

    def places(self):
        return [(p, s) for p, paragraph in enumerate(self.paragraphs) for s in range(len(paragraph))]

    def place_of_mark(self):
        return next((p, s) for p, s in self.places() if any(atom in self.mark for atom in self.paragraphs[p][s]))

    def atoms(self):
        return [atom for paragraph in self.paragraphs for sentence in paragraph for atom in sentence]

    def rendered(self):
        """The text, and the span of each atom in it."""
        parts, spans, length = [], {}, 0
        for number, paragraph in enumerate(sentences for sentences in self.paragraphs if any(sentences)):
            if number:
                parts.append("\n\n")
                length += 2
            atoms = [atom for sentence in paragraph for atom in sentence]
            for atom in atoms:
                space = "" if atom is atoms[-1] else atom.space
                spans[atom] = (length, length + len(atom.text))
                parts.append(atom.text + space)
                length += len(atom.text + space)
        return "".join(parts), spans

    def choose_mark(self):
        """A sentence, some words of one, several sentences or a paragraph."""
        p, s = self.random.choice(self.places())
        sentence, paragraph = self.paragraphs[p][s], self.paragraphs[p]
        how = self.random.choice(("sentence", "sentence", "phrase", "phrase", "sentences", "paragraph"))
        if how == "phrase":
            start = self.random.randrange(len(sentence))
            self.mark = sentence[start : start + self.random.randint(2, 8)]
        elif how == "sentences":
            self.mark = [atom for each in paragraph[s : s + 2] for atom in each]
        else:
            self.mark = [atom for each in (paragraph if how == "paragraph" else [sentence]) for atom in each]


def insert_before(text):
    p, s = text.place_of_mark()
    if text.random.random() < 0.5:
        text.paragraphs.insert(text.random.randint(0, p), [text.sentence() for _n in range(text.random.randint(1, 3))])
    else:
        text.paragraphs[p].insert(text.random.randint(0, s), text.sentence())


def typo_inside(text):
    atom = text.random.choice(text.mark)
    at = text.random.randrange(len(atom.text))
    replace(text, atom, [Atom(atom.text[:at] + ("错" if text.language == "zh" else "x") + atom.text[at + 1 :], atom.space)])


def insert_inside(text):
    where = text.random.choice(text.mark)
    added = text.sentence()[: text.random.randint(1, 4)]
    replace(text, where, [where, *added])


def delete(text):
    remove(text, set(text.mark))


def delete_a_part(text):
    remove(text, set(text.mark[: max(1, len(text.mark) // 2)]))


def delete_beside_a_twin(text):
    """The marked boilerplate goes, a twin of it elsewhere stays; sometimes a paragraph goes as well."""
    delete(text)
    if text.random.random() < 0.5 and len(text.paragraphs) > 1:
        text.paragraphs.pop(text.random.randrange(len(text.paragraphs)))


def delete_a_twin(text):
    """The marked boilerplate stays, its twin goes."""
    marked = set(text.mark)
    for paragraph in text.paragraphs:
        paragraph[:] = [s for s in paragraph if " ".join(a.text for a in s) != " ".join(a.text for a in text.mark) or marked & set(s)]


def insert_a_twin(text):
    p, s = text.random.choice(text.places())
    text.paragraphs[p].insert(s, [Atom(atom.text, atom.space) for atom in text.mark])


def move(text):
    p, s = text.place_of_mark()
    moved = text.paragraphs[p].pop(s)
    place = text.random.randrange(len(text.paragraphs))
    text.paragraphs[place].insert(text.random.randint(0, len(text.paragraphs[place])), moved)


def split(text):
    p, _s = text.place_of_mark()
    cut = text.random.randint(1, max(1, len(text.paragraphs[p]) - 1))
    text.paragraphs[p : p + 1] = [text.paragraphs[p][:cut], text.paragraphs[p][cut:]]


def merge(text):
    p, _s = text.place_of_mark()
    p = max(0, p - text.random.randint(0, 1))
    text.paragraphs[p : p + 2] = [[sentence for paragraph in text.paragraphs[p : p + 2] for sentence in paragraph]]


def cut_out(text):
    """Some words, of the passage or of another sentence, become […]."""
    p, s = text.place_of_mark() if text.random.random() < 0.5 else text.random.choice(text.places())
    sentence = text.paragraphs[p][s]
    start = text.random.randrange(len(sentence))
    gone = sentence[start : start + text.random.randint(1, 5)]
    replace(text, gone[0], [Atom("[…]", gone[-1].space)])
    remove(text, set(gone[1:]))


def rewrite(text):
    """The sentence is written anew; by chance the new one has words, or a beginning, of the old one."""
    p, s = text.place_of_mark()
    old = text.paragraphs[p][s]
    fresh = text.sentence()
    if text.random.random() < 0.5:
        kept = text.random.randint(1, max(1, len(old) // 3))
        fresh = [Atom(atom.text, atom.space) for atom in old[:kept]] + fresh[kept:]
    text.paragraphs[p][s] = fresh


def polish(text):
    """A third of the words of all but the passage are other ones."""
    marked = set(text.mark)
    for paragraph in text.paragraphs:
        for s, sentence in enumerate(paragraph):
            if not marked & set(sentence) and text.random.random() < 0.5:
                paragraph[s] = text.sentence()


def several(text):
    for act in text.random.sample((insert_before, typo_inside, cut_out, split, merge, polish, insert_inside), 3):
        if set(text.mark) & set(text.atoms()):
            act(text)


KINDS = (
    insert_before,
    typo_inside,
    insert_inside,
    delete,
    delete_a_part,
    delete_beside_a_twin,
    delete_a_twin,
    insert_a_twin,
    move,
    split,
    merge,
    cut_out,
    rewrite,
    polish,
    several,
)


def replace(text, atom, by):
    for paragraph in text.paragraphs:
        for sentence in paragraph:
            if atom in sentence:
                at = sentence.index(atom)
                sentence[at : at + 1] = by


def remove(text, atoms):
    for paragraph in text.paragraphs:
        paragraph[:] = [kept for sentence in paragraph if (kept := [atom for atom in sentence if atom not in atoms])]


def add_twins(text):
    """Mark a boilerplate sentence of which another copy stands in the text, before or after."""
    for _twin in range(2):
        twin = text.sentence(BOILERPLATE[text.language])
        p, s = text.random.choice(text.places())
        text.paragraphs[p].insert(s, twin)
    text.mark = twin


def make_case(seed):
    """The Case of a seed; the kinds and languages come in turn."""
    random = Random(seed)  # noqa: S311 - the same cases again and again are what is wanted
    kind, language = KINDS[seed % len(KINDS)], LANGUAGES[seed // len(KINDS) % len(LANGUAGES)]
    text = Text(random, language)
    text.write()
    text.choose_mark()
    return edited(text, kind)


def edited(text, kind):
    if kind in (delete_beside_a_twin, delete_a_twin):
        add_twins(text)
    before, spans = text.rendered()
    start, end = spans[text.mark[0]][0], spans[text.mark[-1]][1]
    kind(text)
    after, left = text.rendered()
    standing = [atom for atom in text.mark if atom in left]
    near = (left[standing[0]][0], left[standing[-1]][1]) if standing else None
    order = [atom for atom in text.atoms() if atom in left]
    at = order.index(standing[0]) if standing else 0
    is_whole = order[at : at + len(text.mark)] == text.mark
    return Case(kind.__name__, text.language, before, after, start, end, near if is_whole else None, near)
