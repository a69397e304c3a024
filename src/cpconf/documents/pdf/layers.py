"""Layers of a PDF: one that is switched off must stay off when its pages are copied."""

from collections.abc import Iterable
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

_MARK: Final = Name("/CpconfLayerOff")


def mark_layers(pdf: pikepdf.Pdf) -> int:
    """Mark each layer as off or on, and return how many are off.

    A copied page brings its layers, but not the document's list of those switched off.
    """
    properties = pdf.Root.get(Name.OCProperties)
    if not isinstance(properties, Dictionary):
        return 0
    setting = properties.get(Name.D)
    setting = setting if isinstance(setting, Dictionary) else Dictionary()
    off = {layer.objgen for layer in _layers(setting.get(Name.OFF))}
    on = {layer.objgen for layer in _layers(setting.get(Name.ON))}
    base_off = setting.get(Name.BaseState) == Name.OFF
    count = 0
    for layer in _layers(properties.get(Name.OCGs)):
        hidden = layer.objgen in off or (base_off and layer.objgen not in on)
        hidden = hidden or (Name.AS in setting and _hidden_on_screen(layer))
        layer[_MARK] = hidden
        if Name.Usage in layer:
            del layer[Name.Usage]  # has the names of the program and of the layer's author
        count += hidden
    return count


def restore_layers(pdf: pikepdf.Pdf, *, names: bool) -> None:
    """Switch the copied layers off again; without `names` they become `Layer 1` and so on."""
    layers = [item for item in pdf.objects if isinstance(item, Dictionary) and _MARK in item]
    hidden = [layer for layer in layers if bool(layer[_MARK])]
    for number, layer in enumerate(layers, start=1):
        del layer[_MARK]
        if not names:
            layer.Name = f"Layer {number}"
    if layers:
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array(layers), D=Dictionary(Order=Array(layers), OFF=Array(hidden))
        )


def _layers(value: object) -> Iterable[Dictionary]:
    if not isinstance(value, Array):
        return ()
    return [item for item in value if isinstance(item, Dictionary)]


def _hidden_on_screen(layer: Dictionary) -> bool:
    usage = layer.get(Name.Usage)
    view = usage.get(Name.View) if isinstance(usage, Dictionary) else None
    return isinstance(view, Dictionary) and view.get(Name.ViewState) == Name.OFF
