// GOV.UK Frontend styles and starts its components only under these classes. A file of its own,
// because the content security policy forbids inline scripts; it runs before the page is drawn.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
