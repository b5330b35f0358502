import { expect, test } from "vitest";
import { htmlToText } from "../src/html";
import { lines, paragraphs } from "../src/text";

test.each([
  ["<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"],
  ["a <b>bold</b>\n  word", "a bold word"],
  ["<STYLE>p {}</STYLE>x<script>if (a < b) alert()</script>y", "xy"],
  ["a<!-- <p>no</p> -->b", "ab"],
  ['<a class="x" href="https://a.example/?a=1&amp;b=2">Go</a>', "https://a.example/?a=1&b=2\nGo"],
  ["<a href=javascript:alert(1)>Go</a>", "Go"],
  ["&lt;b&gt; &amp;amp; &#8364; &#x20AC; &#xD800; &unknown; &", "<b> &amp; € € \ufffd &unknown; &"],
  ["1 < 2", "1"],
  ["<p", ""],
  ["x<!-- open", "x"],
  ["x<script>open", "x"],
  ["", ""],
])("%s", (html, text) => {
  expect(paragraphs(lines(htmlToText(html)))).toBe(text);
});
