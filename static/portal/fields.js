// The fields of a draft in its page: values by the server's names, whatever controls show them. "endorsers" is one field: a list of rows.
import { normalise, oneLine } from "./words.js";

const ROWS = "endorsers";

export class Fields {
  constructor(form) {
    this.form = form;
    this.total = form.elements["endorsers-TOTAL_FORMS"];
    this.rows = form.querySelector("[data-rows]");
  }

  controls(name) {
    if (name === ROWS) return [...this.rows.querySelectorAll("input, select, textarea")];
    return [...this.form.elements].filter((control) => control.name === name);
  }

  // The name of the field to which a control belongs.
  nameOf(control) {
    return this.rows?.contains(control) ? ROWS : control.name;
  }

  value(name, read = now) {
    if (name === ROWS) return this.filledRows(read).map((row) => rowValues(row, read));
    const controls = this.controls(name);
    if (name.startsWith("choices-")) return controls.filter(read.checked).map((control) => control.value);
    if (controls[0]?.type === "radio") return controls.find(read.checked)?.value ?? "";
    if (controls[0]?.type === "checkbox") return read.checked(controls[0]);
    return controls[0] ? read.value(controls[0]) : "";
  }

  // The value with which the server made the page.
  initial(name) {
    return this.value(name, atFirst);
  }

  set(name, value) {
    if (name === ROWS) this.setRows(value);
    for (const control of name === ROWS ? [] : this.controls(name)) {
      if (control.type === "radio") control.checked = control.value === value;
      else if (control.type === "checkbox") control.checked = Array.isArray(value) ? value.includes(control.value) : value;
      else setKeepingCaret(control, value);
    }
    (this.controls(name)[0] ?? this.rows).dispatchEvent(new Event("input", { bubbles: true }));
  }

  // What the server takes: pairs of control name and value, as the form would send them.
  entries(name) {
    const controls = this.controls(name).filter((control) => !/^(radio|checkbox)$/.test(control.type) || control.checked);
    const pairs = controls.map((control) => [control.name, control.value]);
    return name === ROWS ? [["endorsers-TOTAL_FORMS", this.total.value], ["endorsers-INITIAL_FORMS", "0"], ...pairs] : pairs;
  }

  filledRows(read = now) {
    return [...(this.rows?.querySelectorAll("[data-row]") ?? [])].filter((row) => {
      const { key, ...values } = rowValues(row, read);
      return Object.values(values).some(Boolean);
    });
  }

  addRow() {
    const row = document.querySelector("[data-row-template]").content.firstElementChild.cloneNode(true);
    for (const part of row.querySelectorAll("*")) {
      for (const attribute of part.attributes) attribute.value = attribute.value.replaceAll("__prefix__", this.total.value);
    }
    this.total.value = Number(this.total.value) + 1;
    this.rows.append(row);
    return row;
  }

  clearRow(row) {
    for (const control of row.querySelectorAll("input, select, textarea")) control.value = "";
    row.hidden = true;
  }

  setRows(values) {
    this.rows.replaceChildren();
    this.total.value = 0;
    for (const row of values) {
      for (const control of this.addRow().querySelectorAll("input, select, textarea")) control.value = row[partOf(control)] ?? "";
    }
  }

  // A value for the eye: labels instead of identifiers, one line a row.
  shown(name, value, yes) {
    if (name === ROWS) return value.map((row) => [row.name, row.country].filter(Boolean).join(", ")).join("\n");
    if (typeof value === "boolean") return value ? yes : "";
    const labels = this.controls(name).flatMap((control) =>
      control.options ? [...control.options].map((option) => [option.value, option.text])
        : control.type === "radio" || control.type === "checkbox" ? [[control.value, control.labels[0]?.textContent.trim()]] : []);
    return [value].flat().filter(Boolean).map((part) => new Map(labels).get(part) ?? part).join("\n");
  }

  // Where a link to the field leads.
  anchor(name) {
    if (name === ROWS) return ROWS;
    return this.controls(name)[0]?.id ?? "main";
  }

  label(name) {
    const place = document.querySelector(`[data-place][data-fields~="${CSS.escape(name)}"] a`);
    const control = this.controls(name)[0];
    const isOfProfile = control?.labels && !/^(radio|checkbox)$/.test(control.type) && !/^(text|choices|language)-|^endorsers/.test(name);
    return (isOfProfile ? control.labels[0] : place)?.textContent.trim() ?? name;
  }
}

const now = { value: (control) => control.value, checked: (control) => control.checked };
const atFirst = {
  checked: (control) => control.defaultChecked,
  value: (control) => control.options
    ? ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value ?? ""
    : control.defaultValue,
};

const partOf = (control) => control.name.replace(/^endorsers-\w+-/, "");

function rowValues(row, read) {
  return Object.fromEntries([...row.querySelectorAll("input, select, textarea")].map((control) => [partOf(control), read.value(control)]));
}

function setKeepingCaret(control, value) {
  const caret = document.activeElement === control && control.selectionStart != null && [control.selectionStart, control.selectionEnd];
  control.value = value;
  if (caret) control.setSelectionRange(...caret);
}

// Whether two values are one to the server, which normalises what it takes.
export function same(name, one, other) {
  return JSON.stringify(comparable(name, one)) === JSON.stringify(comparable(name, other));
}

function comparable(name, value) {
  if (typeof value === "string") return name.startsWith("text-") ? normalise(value) : oneLine(value);
  if (!Array.isArray(value)) return value;
  return value.map((part) => typeof part === "string" ? part
    : Object.entries(part).filter(([key, text]) => key !== "key" && text).map(([key, text]) => [key, oneLine(text)]).sort());
}
