"""Forms of the agenda: an item, a request, its answer, what is drawn in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from meetings.gathering.drawn import Offer
from meetings.models import AgendaItem, Meeting
from meetings.states import BEFORE_SESSION, ItemState, ItemType


class ItemForm(forms.ModelForm):
    """An item of the working agenda; ``seen`` is the row that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    class Meta:
        model = AgendaItem
        fields = ["title", "note", "type", "visibility", "lead_office", "minutes", "session", "under"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "visibility": forms.RadioSelect}
        labels = {"under": _("Stands under")}
        help_texts = {
            "minutes": _("Of an item with parts, the minutes of the parts count."),
            "visibility": _(
                "Where observers leave, they see neither the item nor its documents and minutes."
            ),
        }

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = meeting.sessions.all()
        heads = AgendaItem.objects.filter(meeting=meeting, under__isnull=True).on_agenda()
        self.fields["under"].queryset = heads.exclude(pk=self.instance.pk)
        self.fields["under"].empty_label = _("nothing: an item of its own")
        self.fields["lead_office"].queryset = lead_offices()
        self.fields["lead_office"].empty_label = _("none")
        self.fields["session"].empty_label = _("that of the item before it")


def lead_offices() -> Any:
    """Return who leads an item: a member office, or the observer that reports."""
    return Office.objects.filter(kind__in=[Office.Kind.MEMBER, Office.Kind.OBSERVER])


class RequestForm(forms.Form):
    """An item that an office asks for."""

    title = forms.CharField(
        label=_("Title"),
        validators=[MaxLengthValidator(200)],
        error_messages={"required": _("Give the item a title.")},
    )
    note = forms.CharField(
        label=_("What it is about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
    )
    type = forms.ChoiceField(label=_("What is wanted"), choices=ItemType, initial=ItemType.DISCUSSION)
    minutes = forms.IntegerField(
        label=_("Minutes"), initial=15, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )


class AnswerForm(forms.Form):
    """What becomes of an item that was asked for."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=[
            (ItemState.ACCEPTED, _("Take it in")),
            (ItemState.BACKLOG, _("Keep it in the backlog")),
            (ItemState.DECLINED, _("Decline it")),
        ],
        error_messages={"required": _("Choose an answer.")},
    )
    meeting = forms.ModelChoiceField(
        label=_("On the agenda of"), queryset=Meeting.objects.none(), required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to decline; whoever asked reads it."),
        max_length=2_000,
    )

    def __init__(self, *args: Any, hat: Hat, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = open_agendas(hat)
        self.fields["meeting"].queryset = chosen
        self.fields["meeting"].initial = item.meeting or chosen.last()
        if item.state == ItemState.BACKLOG:
            self.fields["answer"].choices = [
                each for each in self.fields["answer"].choices if each[0] != ItemState.BACKLOG
            ]

    def clean(self) -> dict[str, Any]:
        """Refuse to take in without a meeting, and to decline without a reason."""
        values = super().clean() or {}
        if values.get("answer") == ItemState.ACCEPTED and not values.get("meeting"):
            self.add_error("meeting", _("Choose a meeting."))
        if values.get("answer") == ItemState.DECLINED and not values.get("reason", "").strip():
            self.add_error("reason", _("Give the reason; whoever asked reads it."))
        return values


def open_agendas(hat: Hat) -> Any:
    """Return the meetings whose agenda is being made, the next last."""
    return Meeting.objects.visible_to(hat).filter(state__in=BEFORE_SESSION).order_by("planned_at")


class CarryForm(forms.Form):
    """Where an item is moved: another meeting, or the backlog."""

    to = forms.ModelChoiceField(
        label=_("Move it to"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("the backlog, for a meeting to come"),
    )

    def __init__(self, *args: Any, hat: Hat, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = open_agendas(hat).exclude(pk=meeting.pk)


class DrawForm(forms.Form):
    """What is drawn in; the page shows it as groups of boxes."""

    keys = forms.MultipleChoiceField(
        label=_("Draw in"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = [(each.key, each.title) for each in offers]
