using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>docs/configuration.md.</summary>
internal static class ReferenceDocument
{
    public static string Write()
    {
        var text = new StringBuilder();
        _ = text.Append($"""
            # Configuration

            <!-- Generated from the settings in src/Gyrfalcon.Proxy/Configuration/Schema. Do not edit: run the tests of Gyrfalcon.Proxy with GYR_UPDATE_DOCS=1. -->

            One file, `gyr.yaml`, in YAML or JSON. `gyr run` looks for `./gyr.yaml`, then `/etc/gyr/gyr.yaml`; `gyr validate FILE` checks a
            file and reports every mistake in it at once, each with a code that [diagnostics.md](diagnostics.md) explains.
            [gyr.schema.json](gyr.schema.json) lets an editor check and complete while you type: put
            `# yaml-language-server: $schema=PATH/gyr.schema.json` on the first line.

            The smallest useful file:

            ```yaml
            {Example("minimal.yaml")}
            ```

            Several sites and services behind one listener:

            ```yaml
            {Example("hosts-and-paths.yaml")}
            ```

            ## How values are written

            - Durations: whole numbers with a unit, largest unit first: `250ms`, `10s`, `2m30s`, `1h`. A number without a unit is refused.
            - Sizes: bytes, `8192`; powers of 1024, `32KiB`, `10MiB`, `1GiB`, `1TiB`; powers of 1000, `10KB`, `10MB`, `1GB`, `1TB`.
              `10k` or `10M` is refused, for it could mean either.
            - Truth: `true` or `false`.
            - Names: 1 to 64 letters, digits, `-`, `_` and `.`, beginning with a letter or digit.
            - Paths of files: relative to the directory of the configuration.
            - Quote what begins with `*`, `[`, `&`, `!`, `@`, `%`, or holds `: `: `"*.example.com"`, `"[::1]:8000"`.

            Unknown keys are errors, and so is a key without a value. Anchors and aliases work for whole values; merge keys (`<<`), tags and a
            second document are refused. A file is UTF-8 and at most 10 MiB long.

            ## Settings


            """);
        foreach ((string path, Section section) in SchemaWalk.Sections)
            WriteSection(text, path, section);
        return text.ToString().TrimEnd() + "\n";
    }

    internal static void WriteSection(StringBuilder text, string path, Section section)
    {
        _ = text.Append(path.Length == 0 ? "### The file\n\n" : $"### `{path}`\n\n");
        _ = text.Append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
        foreach (Setting setting in section.Settings)
        {
            IEnumerable<string> cells = [$"`{setting.Key}`", Wording.Type(setting.Shape), Default(setting), setting.Documentation];
            _ = text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }

        _ = text.Append('\n');
    }

    private static string Default(Setting setting) => setting switch
    {
        { IsRequired: true } => "**required**",
        { DefaultText: "" } => "empty",
        { DefaultText: { } text } => $"`{text}`",
        _ => "",
    };

    private static string Example(string file) => File.ReadAllText(Repository.PathTo("examples", file)).TrimEnd();
}
