"""The lexicon of a situation: its words, a word tried before it is added, and lists of words."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import language as working_language
from nadhir.errors import InputRefused, NadhirError, NotAllowed
from nadhir.screening.lexicon import Concept
from nadhir.screening.normalise import fold
from nadhir.screening.wordlists import (
    FORMS,
    Match,
    Trial,
    Word,
    checked,
    concept_ids,
    concept_of,
    kinds,
    languages,
)
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, language_name, number, percent
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import lexicons, selectors, services, veils
from nadhir.web.situations.models import Situation, Term, WordList
from nadhir.web.situations.views import frame

AROUND = 70  # characters of a report shown on each side of a word
ROWS = 200  # of a list shown before it is taken


def kind_words() -> dict[str, str]:
    """What kinds of words there are."""
    return {
        "group": _("a group"),
        "slur": _("an insult to a group"),
        "dehumanising": _("dehumanising word"),
        "hostile": _("hostile statement"),
        "approval": _("approval of violence"),
        "expulsion": _("call to drive out"),
        "violence": _("call to violence"),
        "coded": _("coded word"),
    }


def form_words() -> dict[str, str]:
    """What a word does in a sentence."""
    return {
        "plain": _("no difference"),
        "toward": _("the group is what it is done to: “expel all …”"),
        "about": _("the group is what is spoken of: “… are vermin”"),
        "base": _("a bare verb, a call only after “must”"),
        "past": _("a report, a call only after “must”"),
        "strong": _("a report of violence by itself"),
    }


def lexicon_language(code: str) -> str:
    """The language of a lexicon, with its script where it is not the usual one."""
    language, _dash, script = code.partition("-")
    name = language_name(language)
    if not script:
        return name
    return f"{name} ({Locale(working_language(get_language())).scripts.get(script, script)})"


def meaning_words(identifier: str) -> str:
    """What a meaning is called; its id where no lexicon knows it any more."""
    try:
        return in_words(concept_of(identifier).gloss)
    except NadhirError:
        return identifier


def _language_choices() -> list[tuple[str, str]]:
    return sorted(((code, lexicon_language(code)) for code in languages()), key=lambda one: fold(one[1]))


def _meaning_choices() -> list[Any]:
    words, by_kind = kind_words(), dict[str, list[Concept]]()
    for identifier in concept_ids():
        concept = concept_of(identifier)
        by_kind.setdefault(concept.kind, []).append(concept)
    return [
        (
            words[kind],
            sorted(((one.id, in_words(one.gloss)) for one in by_kind[kind]), key=lambda one: fold(one[1])),
        )
        for kind in kinds()
        if kind in by_kind
    ]


class TermForm(forms.Form):
    """One word, as a person types it."""

    term = forms.CharField(
        label=gettext_lazy("Term"),
        max_length=80,
        strip=True,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=gettext_lazy("(x) is optional, … stands for up to four words in between."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    concept = forms.ChoiceField(label=gettext_lazy("Meaning"))
    form = forms.ChoiceField(label=gettext_lazy("What it does in a sentence"), required=False)
    weight = forms.TypedChoiceField(
        label=gettext_lazy("Weight"),
        coerce=int,
        initial=2,
        choices=[
            (1, gettext_lazy("1 · weak alone")),
            (2, gettext_lazy("2 · says it plainly")),
            (3, gettext_lazy("3 · says it strongly")),
        ],
    )
    since = forms.CharField(
        label=gettext_lazy("Known since"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("A year, or a year and month: 2026-11."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where it is said, and by whom; what else it means."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, "language", _language_choices())
        self.fields["language"].initial = working_language(get_language())
        _set(self, "concept", [("", "–"), *_meaning_choices()])
        _set(self, "form", list(form_words().items()))

    @property
    def word(self) -> Word:
        """The word, checked.

        Raises:
            RecordRefused: it cannot be taken like this.
        """
        chosen = {name: self.cleaned_data[name] for name in ("term", "language", "concept", "note", "since")}
        form, weight = self.cleaned_data["form"] or FORMS[0], self.cleaned_data["weight"]
        return checked(Word(**chosen, form=form, weight=weight))


class ListForm(forms.Form):
    """A file of words."""

    file = forms.FileField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy("CSV with the column “term”, or TSV as HurtLex is published."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of rows that name none"), required=False)
    concept = forms.ChoiceField(label=gettext_lazy("Meaning of rows that name none"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "list")
        super().__init__(*args, **kwargs)
        _set(self, "language", [("", "–"), *_language_choices()])
        _set(self, "concept", [("", "–"), *_meaning_choices()])


def _set(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


# ------------------------------------------------------------------ what it would have caught


@dataclass(frozen=True, slots=True)
class Caught:
    """One report that a word stands in: the words before it, itself, those after; and where it leads."""

    url: str
    before: str
    words: str
    after: str
    match: Match


def trial_context(trial: Trial) -> dict[str, Any]:
    """A trial as its template shows it."""
    return {
        "trial": trial,
        "caught": [_caught(match) for match in trial.matches],
        "share": percent(trial.caught / trial.read) if trial.read else "",
        "changes": [(before, after, many) for (before, after), many in trial.changed.most_common()],
        "common": [(word.term, percent(share)) for word, share in trial.too_common[:10]],
    }


def _caught(match: Match) -> Caught:
    begin, end = max(match.start - AROUND, 0), match.end + AROUND
    before = " ".join(match.text[begin : match.start].splitlines())
    after = " ".join(match.text[match.end : end].splitlines())
    return Caught(
        reverse("item", args=[match.key]),
        f"…{before}" if begin else before,
        match.text[match.start : match.end],
        f"{after}…" if end < len(match.text) else after,
        match,
    )


# ------------------------------------------------------------------ pages


def _situation(viewer: Viewer, pk: uuid.UUID) -> Situation:
    policy.require(viewer, "item.read")
    return selectors.situation(viewer, pk)


@signed_in
def situation_lexicon(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Which words does screening know here, and what would a new one have caught?"""
    viewer = request.viewer
    one = _situation(viewer, pk)
    if export.wanted(request):
        policy.require(viewer, "table.export", one)
        return _exported(viewer, one)
    form, extra, status = TermForm(), {}, 200
    if request.method == "POST":
        policy.require(viewer, "situation.change", one)
        form, status = TermForm(request.POST), 422
        if form.is_valid():
            try:
                word = form.word
                if request.POST.get("do") == "add":
                    services.term_add(viewer=viewer, situation=one, word=word)
                    messages.success(request, _("Added. It reads what comes in from now on."))
                    return redirect("situation_lexicon", pk=one.pk)
                extra, status = trial_context(lexicons.tried(viewer, one, [word])), 200
            except InputRefused as refused:
                form.add_error("term", explain(refused, get_language()))
            except NadhirError as refused:
                form.add_error(None, explain(refused, get_language()))
    return _page(request, one, form, ListForm(), extra, status)


def _page(
    request: Request, one: Situation, form: TermForm, list_form: ListForm, extra: dict[str, Any], status: int
) -> HttpResponseBase:
    viewer = request.viewer
    terms = lexicons.terms_of(viewer, one)
    page = page_of(request, terms.filter(withdrawn_at=None), size=100)
    lists = policy.visible(WordList.objects.filter(situation=one).defer("raw"), viewer)
    context = frame(request, one, "situation_lexicon") | {
        "page": page,
        "terms": [_shown(viewer, term) for term in page.rows],
        "withdrawn": [_shown(viewer, term) for term in terms.exclude(withdrawn_at=None)[:100]],
        "lists": lists[:20],
        "form": form,
        "list_form": list_form,
        "tried_most": lexicons.TRIED,
        "may_export": policy.may(viewer, "table.export"),
        **extra,
    }
    return render(request, "situations/lexicon.html", context, status=status)


def _shown(viewer: Viewer, term: Term) -> dict[str, Any]:
    own = viewer.organisation_id == term.owner_id
    return {
        "term": term,
        "language": lexicon_language(term.language),
        "code": term.language.partition("-")[0],
        "meaning": meaning_words(term.concept),
        "form": form_words().get(term.form, term.form) if term.form != "plain" else "",
        "by": term.created_by.name if own and term.created_by else "",
        "reviewed_by": term.reviewed_by if own else [],
        "reviewed": len(term.reviewed_by),
        "may_review": own and term.created_by_id != viewer.user_id and viewer.name not in term.reviewed_by,
    }


def _exported(viewer: Viewer, one: Situation) -> HttpResponseBase:
    """The words in the columns in which a list is read."""
    columns = ["term", "language", "concept", "form", "weight", "note", "since", "reviewed_by"]
    terms = lexicons.terms_of(viewer, one).filter(withdrawn_at=None)

    def cells(term: Term) -> list[Any]:
        reviewed = "; ".join(term.reviewed_by) if viewer.organisation_id == term.owner_id else ""
        return [
            term.term, term.language, term.concept, term.form, term.weight, term.note, term.since, reviewed,
        ]  # fmt: skip

    return export.table_response("lexicon", columns, map(cells, terms))


@signed_in
@require_POST
def word_list_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Bring a list of words; it is looked at before it counts."""
    viewer = request.viewer
    one = _situation(viewer, pk)
    policy.require(viewer, "situation.change", one)
    form = ListForm(request.POST, request.FILES)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            made = services.word_list_propose(
                viewer=viewer,
                situation=one,
                raw=chosen["file"].read(),
                file_name=chosen["file"].name,
                language=chosen["language"],
                concept=chosen["concept"],
            )
        except InputRefused as refused:
            form.add_error("file", explain(refused, get_language()))
        else:
            return redirect("word_list", pk=made.pk)
    return _page(request, one, TermForm(), form, {}, 422)


def _list(viewer: Viewer, pk: uuid.UUID) -> WordList:
    found = veils.veiled(WordList, viewer).select_related("situation", "created_by")
    one = found.filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record")
    return one


@signed_in
@require_GET
def word_list(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What a list holds, what of it cannot be taken, and what it would have caught."""
    viewer = request.viewer
    one = _list(viewer, pk)
    read = services.words_in(one)
    if export.wanted(request):
        policy.require(viewer, "table.export", one)
        columns = [_("Row"), _("Term"), _("Why it is not taken")]
        cells = ([row.row, row.excerpt, in_words(row.reason)] for row in read.refused)
        return export.table_response("list-not-taken", columns, cells)
    words = [word for _row, word in read.words]
    proposed = one.state == WordList.State.PROPOSED
    trial = trial_context(lexicons.tried(viewer, one.situation, words)) if proposed and words else {}
    context = frame(request, one.situation, "situation_lexicon") | {
        "list": one,
        "words": [
            (row, word, lexicon_language(word.language), meaning_words(word.concept))
            for row, word in read.words[:ROWS]
        ],
        "many": len(words),
        "refused": read.refused[:ROWS],
        "refused_many": len(read.refused),
        "proposed": proposed,
        "may_export": policy.may(viewer, "table.export"),
        **trial,
    }
    return render(request, "situations/word_list.html", context)


def _version(request: Request) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None


def _done(request: Request, one: Situation, act: Callable[[], str]) -> HttpResponseBase:
    try:
        messages.success(request, act())
    except NadhirError as refused:
        if isinstance(refused, NotAllowed):
            raise
        messages.error(request, explain(refused, get_language()))
    return redirect("situation_lexicon", pk=one.pk)


@signed_in
@require_POST
def word_list_take(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Put the words of a list into use."""
    one = _list(request.viewer, pk)

    def take() -> str:
        many = services.word_list_take(viewer=request.viewer, word_list=one, version=_version(request))
        return ngettext("%(n)s term added.", "%(n)s terms added.", many) % {"n": number(many)}

    return _done(request, one.situation, take)


@signed_in
@require_POST
def word_list_drop(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Leave a list aside."""
    one = _list(request.viewer, pk)

    def drop() -> str:
        services.word_list_drop(viewer=request.viewer, word_list=one, version=_version(request))
        return _("The list is left aside, and kept.")

    return _done(request, one.situation, drop)


def _term(viewer: Viewer, pk: uuid.UUID) -> Term:
    one = policy.visible(Term.objects.select_related("situation"), viewer).filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record")
    return one


@signed_in
@require_POST
def term_withdraw(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a word out of use."""
    one = _term(request.viewer, pk)

    def withdraw() -> str:
        services.term_withdraw(viewer=request.viewer, term=one, version=_version(request))
        return _("Withdrawn. What it found before stays as it was found, until the reports are read again.")

    return _done(request, one.situation, withdraw)


@signed_in
@require_POST
def term_review(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Vouch for a word that somebody else added."""
    one = _term(request.viewer, pk)

    def review() -> str:
        services.term_review(viewer=request.viewer, term=one, version=_version(request))
        return _("Your review is kept.")

    return _done(request, one.situation, review)
