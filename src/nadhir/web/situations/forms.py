"""What a person types about situations and evidence, and what is asked of their lists."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from nadhir import doctrine
from nadhir.doctrine.text import LANGUAGES, language
from nadhir.web.accounts.models import SharingGroup
from nadhir.web.accounts.selectors import colleagues
from nadhir.web.core import clock, policy
from nadhir.web.core.acting import identifier_of
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words, tlp_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Place
from nadhir.web.situations import codings, schemes, timeline
from nadhir.web.situations.models import FRAMEWORK, Assessment, Evidence, GroupAtRisk, Situation
from nadhir.web.situations.places import places_of


class SituationFilter(forms.Form):
    """Which situations are shown; lives in the address."""

    q = forms.CharField(label=_("Name or group"), required=False, widget=forms.SearchInput)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Under watch")), (Situation.Status.CLOSED, _("Closed")), ("all", _("All"))],
    )
    trend = forms.ChoiceField(
        label=_("Latest assessment"),
        required=False,
        choices=[("", _("Any")), *Assessment.Trend.choices, ("none", _("none signed yet"))],
    )
    due = forms.BooleanField(label=_("Review overdue"), required=False)
    waiting = forms.BooleanField(label=_("An assessment is being made"), required=False)


class EvidenceFilter(forms.Form):
    """Which evidence is shown; lives in the address."""

    q = forms.CharField(label=_("Words of the passage"), required=False, widget=forms.SearchInput)
    element = forms.ChoiceField(label=_("Factor or indicator"), required=False)
    polarity = forms.ChoiceField(
        label=_("Speaks for"), required=False, choices=[("", _("Both")), *Evidence.Polarity.choices]
    )
    standing = forms.ChoiceField(
        label=_("Withdrawn or not"),
        required=False,
        choices=[
            ("", _("Not withdrawn")),
            ("check", _("To be looked at again")),
            ("withdrawn", _("Withdrawn")),
            ("all", _("All")),
        ],
    )
    framework = forms.ChoiceField(label=_("Catalogue"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language(get_language())
        known = [*codings.frameworks(), *schemes.readable(viewer)]
        self.fields["framework"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((one.id, f"{one.title.in_(lang)} ({one.version})") for one in known),
        ]
        asked = self.data.get("framework", "")
        catalogue = doctrine.load(asked if asked in {one.id for one in known} else FRAMEWORK)
        choices: list[Any] = [("", _("All"))]
        for factor in catalogue.roots():
            name = f"{factor.number or ''} {(factor.label or factor.text).in_(lang)}".strip()
            indicators = [
                (one.id, f"{one.number or '·'} {one.text.in_(lang)}")
                for one in schemes.under(catalogue, factor.id)[1:]
            ]
            choices.append((name, [(factor.id, name), *indicators]))
        self.fields["element"].choices = choices  # type: ignore[attr-defined]


class TimelineFilter(forms.Form):
    """Which acts are told; lives in the address."""

    kind = forms.ChoiceField(label=_("What"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "reports": _("Reports attached"),
            "evidence": _("Evidence"),
            "register": _("People and ties, law and cost"),
            "assessments": _("Assessments"),
            "situation": _("The situation itself"),
            "response": _("Warnings and response"),
        }
        choices = [("", _("Everything")), *((kind, words[kind]) for kind in timeline.KINDS)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A step that needs a reason."""

    because = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SituationForm(forms.Form):
    """A place and groups to be put under watch."""

    name_ar = forms.CharField(label=_("Name in Arabic"), required=False, max_length=200)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=200)
    name_fr = forms.CharField(label=_("Name in French"), required=False, max_length=200)
    about = forms.CharField(
        label=_("What is at stake"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    places = forms.TypedMultipleChoiceField(
        label=_("Places"),
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one place.")},
    )
    # Browsers know one way to write a day in such a field, whatever the language of the page.
    since = forms.DateField(
        label=_("Under watch since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    review_days = forms.IntegerField(label=_("Review every (days)"), min_value=1, max_value=730, initial=30)
    responsible = forms.TypedChoiceField(
        label=_("Responsible"),
        required=False,
        coerce=uuid.UUID,
        empty_value=None,
        help_text=_("Is reminded by mail when a review is due, and again every seven days."),
    )
    discreet = forms.BooleanField(
        label=_("Handled discreetly"),
        required=False,
        help_text=_("Outside the desk it is spoken of only by the name and in the frame given here."),
    )
    framing = forms.ChoiceField(
        label=_("Framing"), required=False, choices=Situation.Framing.choices, initial="country"
    )
    outward_ar = forms.CharField(label=_("Outward name in Arabic"), required=False, max_length=200)
    outward_en = forms.CharField(label=_("Outward name in English"), required=False, max_length=200)
    outward_fr = forms.CharField(label=_("Outward name in French"), required=False, max_length=200)
    tlp = forms.ChoiceField(label=_("Handling"), initial=Tlp.AMBER)
    share_with = forms.TypedMultipleChoiceField(
        label=_("Open to"),
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sharing groups of your organisation. They can see the situation, and work on it."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, found: list[Place] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [key for value in self["places"].value() or () if (key := identifier_of(value))]
        self.chosen = places_of(viewer, chosen)
        offered = [*self.chosen, *(one for one in found or () if one.pk not in chosen)]
        groups = policy.visible(SharingGroup.objects.all(), viewer)
        for field, choices in (
            ("places", [(str(one.pk), place_words(one)) for one in offered]),
            ("tlp", [(value, f"{label} – {tlp_words(value)}") for value, label in Tlp.choices]),
            ("share_with", [(str(group.pk), in_words(group.names)) for group in groups]),
            ("responsible", [("", "–"), *((str(one.pk), one.name) for one in colleagues(viewer))]),
        ):
            self.fields[field].choices = choices  # type: ignore[attr-defined]
        in_their_scripts(self)
        if not groups:
            del self.fields["share_with"]

    @property
    def named(self) -> list[forms.BoundField]:
        return [self[f"name_{code}"] for code in LANGUAGES]

    @property
    def outward(self) -> list[forms.BoundField]:
        return [self[f"outward_{code}"] for code in LANGUAGES]

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since > clock.now().date():
            raise forms.ValidationError(_("This day is still to come."))
        return since

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["names"] = {code: cleaned.get(f"name_{code}", "") for code in LANGUAGES}
        if not any(name.strip() for name in cleaned["names"].values()):
            self.add_error(f"name_{language(get_language())}", _("Give a name in one language at least."))
        return cleaned

    def written(self) -> dict[str, Any]:
        """What the services take."""
        names = ("names", "about", "places", "since", "review_days", "tlp")
        shared = {"share_with": self.cleaned_data["share_with"]} if "share_with" in self.fields else {}
        more = {
            "responsible_id": self.cleaned_data["responsible"],
            "discreet": self.cleaned_data["discreet"],
            "framing": self.cleaned_data["framing"] or Situation.Framing.COUNTRY,
            "outward_names": {code: self.cleaned_data[f"outward_{code}"] for code in LANGUAGES},
        }
        return {name: self.cleaned_data[name] for name in names} | shared | more


class GroupForm(forms.Form):
    """One group at risk; without a name it is left out."""

    use_required_attribute = False

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name_ar = forms.CharField(label=_("Group, in Arabic"), required=False, max_length=200)
    name_en = forms.CharField(label=_("Group, in English"), required=False, max_length=200)
    name_fr = forms.CharField(label=_("Group, in French"), required=False, max_length=200)
    attribute = forms.ChoiceField(
        label=_("What marks it out"), choices=GroupAtRisk.Attribute.choices, initial="other", required=False
    )
    about = forms.CharField(
        label=_("How it stands"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_their_scripts(self)

    def written(self) -> dict[str, Any] | None:
        """What the services take; None for a group without a name."""
        names = {code: self.cleaned_data.get(f"name_{code}", "").strip() for code in LANGUAGES}
        if not any(names.values()):
            return None
        return {
            "id": self.cleaned_data.get("id"),
            "names": names,
            "attribute": self.cleaned_data.get("attribute") or GroupAtRisk.Attribute.OTHER,
            "about": self.cleaned_data.get("about", ""),
        }


class _Groups(forms.BaseFormSet[GroupForm]):
    """Several groups at risk; Django has no Arabic for what it says of too many."""

    default_error_messages = {
        "too_many_forms": ngettext_lazy("Name at most %(num)s group.", "Name at most %(num)s groups.", "num"),
    }


GroupForms = forms.formset_factory(GroupForm, formset=_Groups, extra=1, max_num=40, absolute_max=60)


def situation_initial(
    situation: Situation, groups: list[GroupAtRisk], shares: list[uuid.UUID]
) -> dict[str, Any]:
    """What the forms of a known situation start with: `situation` and `groups`."""
    return {
        "situation": {
            **{f"name_{code}": situation.names.get(code, "") for code in LANGUAGES},
            "about": situation.about,
            "places": [str(place.pk) for place in situation.places.all()],
            "since": situation.since,
            "review_days": situation.review_days,
            "tlp": situation.tlp,
            "share_with": [str(group) for group in shares],
            "responsible": str(situation.responsible_id or ""),
            "discreet": situation.discreet,
            "framing": situation.framing,
            **{f"outward_{code}": situation.outward_names.get(code, "") for code in LANGUAGES},
            "version": situation.version,
        },
        "groups": [
            {
                "id": group.pk,
                "attribute": group.attribute,
                "about": group.about,
                **{f"name_{code}": group.names.get(code, "") for code in LANGUAGES},
            }
            for group in groups
        ],
    }


def typed(form: type[forms.Form], data: Any, prefix: str = "") -> dict[str, Any]:
    """What was typed so far, for showing the same form again without judging it yet."""
    start = f"{prefix}-" if prefix else ""
    return {
        name: field.widget.value_from_datadict(data, {}, f"{start}{name}")
        for name, field in form.base_fields.items()
    }


def place_words(place: Place) -> str:
    """A place with the country that it is part of."""
    name = in_words(place.names)
    return f"{name} · {in_words(place.parent.names)}" if place.parent else name


def in_their_scripts(form: forms.Form) -> None:
    """Each name is typed in the direction of its language."""
    for code in LANGUAGES:
        for name in (f"name_{code}", f"outward_{code}"):
            if name in form.fields:
                form.fields[name].widget.attrs.update(lang=code, dir="rtl" if code == "ar" else "ltr")
