"""What a person types about a dossier, a guide, a piece of news, a programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nadhir import doctrine
from nadhir.web.cooperation.models import Dossier, DossierStage, Guide, Position
from nadhir.web.core.acting import LANGUAGES, InThreeLanguages
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField
from nadhir.web.response.models import Engagement

HANDLING = forms.ChoiceField(label=_("Handling"), choices=[one for one in Tlp.choices if one[0] != Tlp.RED])


class OfViewer:
    """Tells the fields that name actors who is asking."""

    fields: dict[str, forms.Field]

    def told_to(self, viewer: Viewer) -> None:
        for field in self.fields.values():
            if isinstance(field, ActorsField):
                field.viewer = viewer


class DossierForm(OfViewer, InThreeLanguages):
    """A process, and what is wanted of it."""

    texts = (("names", _("Name"), False), ("aim", _("What is wanted"), True))

    kind = forms.ChoiceField(label=_("Kind"), choices=Dossier.Kind.choices)
    track = forms.ChoiceField(
        label=_("Track"),
        choices=Dossier.Track.choices,
        required=False,
        help_text=_("Of a concept and policy track only."),
    )
    forum = ActorsField(label=_("Before which body"), required=False, one=True)
    pursued_by = ActorsField(label=_("Pursued by, one name on each line"), required=False)
    tlp = HANDLING
    field_order = ("names_ar", "names_en", "names_fr", "kind", "track", "forum", "pursued_by")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_to(viewer)


class DossierChangeForm(DossierForm):
    """The same, of a dossier that there is."""

    status = forms.ChoiceField(label=_("Status"), choices=Dossier.Status.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("names_ar", "names_en", "names_fr", "status", "track", "forum", "pursued_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"], self.fields["tlp"]

    @classmethod
    def first(cls, viewer: Viewer, dossier: Dossier) -> dict[str, Any]:
        seen = directory.actors(viewer)
        return {
            **cls.spread("names", dossier.names),
            **cls.spread("aim", dossier.aim),
            "status": dossier.status,
            "track": dossier.track,
            "forum": seen.filter(pk__in=[dossier.forum_id]).first(),
            "pursued_by": list(seen.filter(dossiers=dossier)),
            "version": dossier.version,
        }


class StageForm(InThreeLanguages):
    """A stage of a process."""

    texts = (("title", _("Stage"), False),)

    status = forms.ChoiceField(label=_("Where it stands"), choices=DossierStage.Status.choices)
    when = WrittenDateField(label=_("Date"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )
    field_order = ("title_ar", "title_en", "title_fr", "status", "when", "note")


class StageReachForm(forms.Form):
    """Where a stage stands now."""

    status = forms.ChoiceField(label=_("Where it stands"), choices=DossierStage.Status.choices)
    when = WrittenDateField(label=_("Date"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )


class DossierTextForm(OfViewer, InThreeLanguages):
    """A version of a text."""

    texts = (("texts", _("Text"), True),)

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=_("The same title again is the next version of the same text."),
    )
    symbol = forms.CharField(label=_("Symbol"), required=False, max_length=60)
    sponsors = ActorsField(label=_("Sponsors, one name on each line"), required=False)
    note = forms.CharField(
        label=_("What changed"), required=False, max_length=300, widget=forms.TextInput({"dir": "auto"})
    )
    field_order = ("title", "texts_ar", "texts_en", "texts_fr", "symbol", "sponsors", "note")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_to(viewer)


class ChosenEngagement(forms.Form):
    """One of a few engagements."""

    engagement = forms.ChoiceField(label=_("Meeting"), required=False)

    def __init__(self, *args: Any, engagements: list[Engagement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found = {str(one.pk): one for one in engagements}
        self.fields["engagement"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((pk, in_words(one.names)) for pk, one in self._found.items()),
        ]

    def clean_engagement(self) -> Engagement | None:
        return self._found.get(self.cleaned_data.get("engagement", ""))


class PositionForm(OfViewer, ChosenEngagement):
    """Where somebody stands, and how that is known."""

    actor = ActorsField(label=_("Who"), one=True)
    stance = forms.ChoiceField(label=pgettext_lazy("dossier", "Position"), choices=Position.Stance.choices)
    when = WrittenDateField(label=_("As of"), required=False)
    note = forms.CharField(
        label=_("How this is known"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    field_order = ("actor", "stance", "when", "engagement", "note")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_to(viewer)


class TieForm(ChosenEngagement):
    """A meeting that belongs to the dossier."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].required = True


class NextStepForm(forms.Form):
    """What is to be done next, by whom, by when."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=300, widget=forms.TextInput({"dir": "auto"})
    )
    who = forms.CharField(label=_("Who"), max_length=200, widget=forms.TextInput({"dir": "auto"}))
    due_on = forms.DateField(label=_("By"), required=False, widget=forms.DateInput({"type": "date"}))


class GuideForm(InThreeLanguages):
    """Something explained in plain words."""

    texts = (("names", _("Title"), False), ("texts", _("Text"), True))

    kind = forms.ChoiceField(label=_("Kind"), choices=Guide.Kind.choices)
    explains = forms.ChoiceField(label=_("Explains"), required=False)
    element = forms.CharField(
        label=_("Which part of it"), required=False, max_length=40, help_text=_("Its number, such as 3.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("kind", "names_ar", "names_en", "names_fr", "texts_ar", "texts_en", "texts_fr", "explains")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["explains"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((one.id, one.title.in_(None)) for one in doctrine.catalogues()),
        ]

    @classmethod
    def first(cls, guide: Guide) -> dict[str, Any]:
        return {
            **cls.spread("names", guide.names),
            **cls.spread("texts", guide.texts),
            "kind": guide.kind,
            "explains": guide.catalogue,
            "element": guide.element,
            "version": guide.version,
        }


class WordsForm(forms.Form):
    """A question, or an answer."""

    words = forms.CharField(
        label=_("In words"), max_length=4000, widget=forms.Textarea({"rows": 4, "dir": "auto"})
    )


class NewsForm(OfViewer, forms.Form):
    """What a partner published."""

    actor = ActorsField(label=_("Who published it"), one=True)
    title = forms.CharField(label=_("Title"), max_length=300, widget=forms.TextInput({"dir": "auto"}))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    when = WrittenDateField(label=_("Date"), required=False)
    url = forms.URLField(label=_("Address"), required=False, max_length=500, assume_scheme="https")
    medium = forms.CharField(label=_("Kind of medium"), required=False, max_length=60)
    summary = forms.CharField(
        label=_("What it says, in our words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    tlp = HANDLING

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_to(viewer)


class ProgrammeForm(OfViewer, InThreeLanguages):
    """Where an organisation works on what."""

    texts = (("names", _("Name"), False), ("about", _("About"), True))

    actor = ActorsField(label=_("Whose programme"), one=True)
    region = forms.CharField(
        label=_("Region"), required=False, max_length=120, widget=forms.TextInput({"dir": "auto"})
    )
    place = PlaceField(label=_("Country or area"), required=False)
    began = WrittenDateField(label=_("Since"), required=False)
    ended_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}))
    coverage = forms.CharField(
        label=_("Coverage"), required=False, max_length=300, widget=forms.TextInput({"dir": "auto"})
    )
    tlp = HANDLING
    field_order = ("names_ar", "names_en", "names_fr", "actor", "region", "place", "began", "ended_on")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_to(viewer)


class JudgeForm(forms.Form):
    """Whether a claim holds, and why."""

    standing = forms.ChoiceField(label=_("It"))
    because = forms.CharField(
        label=_("Why"), required=False, max_length=300, widget=forms.TextInput({"dir": "auto"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from nadhir.web.cooperation.models import Claim

        super().__init__(*args, **kwargs)
        self.fields["standing"].choices = Claim.Standing.choices  # type: ignore[attr-defined]
