using System.Linq;
using System.Text;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>docs/diagnostics.md.</summary>
internal static class DiagnosticsDocument
{
    public static string Write()
    {
        var text = new StringBuilder("""
            # Diagnostics

            <!-- Generated from src/Gyrfalcon.Proxy/Configuration/Diagnostics/DiagnosticCodes.cs. Do not edit: run the tests of Gyrfalcon.Proxy with GYR_UPDATE_DOCS=1. -->

            What `gyr validate`, `gyr run` and `gyr proxy` say about a configuration has one form:

            ```
            gyr.yaml:4:7: error GYR1042: listeners.web.adress: unknown key `adress`; did you mean `address`?
            ```

            file, line, column, code, the place in the configuration's tree (or the option of the command line), what is wrong, and what would be
            right. Codes are stable: none is ever given a second meaning.

            | severity | means | told by |
            |---|---|---|
            | error | the configuration is refused | `validate`, `run`, `proxy`, `reload` |
            | warning | it runs, but probably does not do what its author meant | `validate`, `run`, `proxy` |
            | note | it runs and does what it says; there is something to know about that | `validate` |

            ## In CI

            ```sh
            gyr validate gyr.yaml --strict                              # exit code 1 for warnings, too; notes never fail
            gyr validate gyr.yaml --json                                # for programs: --format json
            gyr validate gyr.yaml --strict --format sarif > gyr.sarif   # for code scanning
            ```

            Exit codes: 0 nothing that fails, 1 errors (with `--strict` also warnings) or no such file, 2 wrong usage. Without a file it is `./gyr.yaml`, then `/etc/gyr/gyr.yaml`, as for `gyr run`.

            `--json` is one object. Keys may be added; none changes its meaning:

            ```json
            {
              "file": "gyr.yaml",
              "ok": true,
              "diagnostics": [
                {
                  "code": "GYR1302",
                  "severity": "warning",
                  "file": "gyr.yaml",
                  "path": "routes[1]",
                  "line": 5,
                  "column": 5,
                  "message": "the route can never match: `all` before it takes every such request",
                  "help": "move the more particular route up, or remove it",
                  "related": [ { "file": "gyr.yaml", "path": "routes[0]", "line": 4, "column": 5 } ]
                }
              ]
            }
            ```

            `ok` says whether the configuration may run: there is no error. `severity` is `error`, `warning` or `note`. `line` and `column` count from 1, `column` in UTF-16 code units; both are `null` where no line applies, such as for a file that is not there.
            `file` of a diagnostic is another one where the configuration names it, such as a file of endpoints. `related` holds other places that have to do with it, such as the route that hides this one.

            SARIF is version 2.1.0: a rule for each code that occurs, with a link to its entry here, and a result for each diagnostic. Paths are as they were given, so call it from the repository's root with a relative one. For GitHub:

            ```yaml
            - run: gyr validate deploy/gyr.yaml --strict --format sarif > gyr.sarif
            - uses: github/codeql-action/upload-sarif@v3
              if: always()
              with: { sarif_file: gyr.sarif }
            ```


            """);
        foreach (IGrouping<string, DiagnosticCode> group in DiagnosticCodes.All.GroupBy(Area))
        {
            _ = text.Append($"## {group.Key}\n\n");
            foreach (DiagnosticCode code in group)
                _ = text.Append($"<a id=\"{code.Id.ToLowerInvariant()}\"></a>\n\n### {code.Id}: {code.Title}\n\n{code.Explanation}\n\n{DiagnosticExample.Of(code)}{code.Remedy}\n\n");
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static string Area(DiagnosticCode code) => code.Id[..5] switch
    {
        "GYR10" => "The file, its YAML and its keys",
        "GYR11" => "Single values",
        "GYR12" => "How the parts fit together",
        "GYR14" => "Scenarios",
        "GYR15" => "Notes",
        _ => "Warnings",
    };
}
