using System;
using System.Security.Cryptography;
using System.Text;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>The style of the page. Its hash is in the page's policy, which allows nothing else: no script, no image, no request.</summary>
internal static class PageStyle
{
    internal const string Text = """
        :root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --edge: #e2e5ea; --ink: #16191f; --soft: #5c6470; --grid: #e8ebef; --event: #f3b13e;
          --blue: #2468c9; --teal: #0f8b8d; --violet: #8250c4; --red: #cf3338; --orange: #c46a0a; --grey: #8a93a0; }
        @media (prefers-color-scheme: dark) { :root { --page: #0f1216; --card: #171b21; --edge: #272d36; --ink: #e8ebf0; --soft: #98a2b0; --grid: #252b34; --event: #d99a2b;
          --blue: #6aa6ff; --teal: #3ec4c2; --violet: #b48bff; --red: #ff6f70; --orange: #f0a04b; --grey: #6f7987; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
        main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
        header p { margin: 4px 0 0; color: var(--soft); }
        h1 { margin: 0; font-size: 28px; line-height: 1.2; letter-spacing: -0.015em; }
        h2 { margin: 0; font-size: 16px; letter-spacing: -0.005em; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px; margin: 24px 0; padding: 0; }
        .tiles div { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; padding: 12px 16px; }
        .tiles dt { color: var(--soft); font-size: 13px; }
        .tiles dd { margin: 0; font-size: 22px; font-weight: 600; letter-spacing: -0.01em; white-space: nowrap; }
        .tiles .bad dd { color: var(--red); }
        figure, section { margin: 0 0 16px; background: var(--card); border: 1px solid var(--edge); border-radius: 10px; padding: 18px 20px 12px; }
        figcaption { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; margin-bottom: 6px; }
        figcaption p { margin: 0; color: var(--soft); font-size: 13px; }
        .scroll { overflow-x: auto; }
        svg { display: block; width: 100%; min-width: 640px; height: auto; }
        svg text { font-size: 11.5px; fill: var(--soft); }
        .end { text-anchor: end; } .middle { text-anchor: middle; }
        .grid { stroke: var(--grid); stroke-width: 1; }
        .event { fill: var(--event); opacity: 0.14; }
        .mark circle { fill: var(--event); } .mark text { fill: #201500; text-anchor: middle; font-size: 10px; font-weight: 700; }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
        .area { stroke: none; opacity: 0.85; } .area.faint { opacity: 0.2; }
        svg .label { font-weight: 600; }
        .line.blue { stroke: var(--blue); } .area.blue, svg .label.blue { fill: var(--blue); }
        .line.teal { stroke: var(--teal); } .area.teal, svg .label.teal { fill: var(--teal); }
        .line.violet { stroke: var(--violet); } .area.violet, svg .label.violet { fill: var(--violet); }
        .line.red { stroke: var(--red); } .area.red, svg .label.red { fill: var(--red); }
        .line.orange { stroke: var(--orange); } .area.orange, svg .label.orange { fill: var(--orange); }
        .line.grey { stroke: var(--grey); } .area.grey, svg .label.grey { fill: var(--grey); }
        .line.thin { stroke-width: 1; opacity: 0.55; }
        .tip { fill: transparent; } .tip:hover { fill: var(--ink); opacity: 0.07; }
        ol { margin: 10px 0 6px; padding: 0; list-style: none; counter-reset: event; }
        ol li { counter-increment: event; display: flex; gap: 10px; align-items: baseline; padding: 2px 0; }
        ol li::before { content: counter(event); flex: none; width: 18px; height: 18px; border-radius: 9px; background: var(--event); color: #201500; font-size: 11px; line-height: 18px; font-weight: 700; text-align: center; }
        time { color: var(--soft); min-width: 3.2em; text-align: right; flex: none; }
        table { border-collapse: collapse; width: 100%; margin: 10px 0 6px; font-size: 13.5px; }
        th { text-align: right; color: var(--soft); font-weight: 500; border-bottom: 1px solid var(--edge); padding: 4px 8px; white-space: nowrap; }
        td { text-align: right; padding: 4px 8px; border-bottom: 1px solid var(--grid); white-space: nowrap; }
        tr:last-child td { border-bottom: 0; } tfoot td { font-weight: 600; border-top: 1px solid var(--edge); }
        th:first-child, td:first-child { text-align: left; padding-left: 0; }
        .said { margin: 10px 0 6px; padding: 0; list-style: none; font-size: 13.5px; }
        .said li { display: flex; gap: 10px; padding: 2px 0; overflow-wrap: anywhere; }
        details summary { cursor: pointer; font-weight: 600; font-size: 16px; }
        footer { color: var(--soft); font-size: 13px; margin-top: 20px; }
        """;

    /// <summary>The source expression of Content Security Policy that allows <see cref="Text"/> as an inline style, and no other.</summary>
    internal static string Source { get; } = "'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text))) + "'";
}
