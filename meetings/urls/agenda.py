"""Routes of the agenda and the backlog."""

from __future__ import annotations

from django.urls import URLPattern, path

from meetings.views import agenda, requests, workbench

urlpatterns: list[URLPattern] = [
    path("backlog/", requests.backlog, name="backlog"),
    path("items/<uuid:item>/answer/", requests.answer, name="item_answer"),
    path("<uuid:uuid>/agenda/", workbench.workbench, name="agenda"),
    path("<uuid:uuid>/agenda/fill/", workbench.fill, name="agenda_fill"),
    path("<uuid:uuid>/agenda/order/", workbench.order, name="agenda_order"),
    path("<uuid:uuid>/agenda/add/", workbench.add, name="item_add"),
    path("<uuid:uuid>/agenda/draw/", workbench.draw, name="agenda_draw"),
    path("<uuid:uuid>/agenda/items/<uuid:item>/", workbench.edit, name="item"),
    path("<uuid:uuid>/agenda/items/<uuid:item>/remove/", workbench.remove, name="item_remove"),
    path("<uuid:uuid>/agenda/items/<uuid:item>/carry/", workbench.carry, name="item_carry"),
    path("<uuid:uuid>/agenda/<int:number>/", agenda.published, name="agenda_published"),
]
