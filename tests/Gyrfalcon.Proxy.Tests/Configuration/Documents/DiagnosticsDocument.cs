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
            right. An error refuses the configuration; a warning does not. Codes are stable: none is ever given a second meaning.


            """);
        foreach (IGrouping<string, DiagnosticCode> group in DiagnosticCodes.All.GroupBy(Area))
        {
            _ = text.Append($"## {group.Key}\n\n");
            foreach (DiagnosticCode code in group)
                _ = text.Append($"### {code.Id}: {code.Title}\n\n{code.Explanation}\n\n{code.Remedy}\n\n");
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static string Area(DiagnosticCode code) => code.Id[..5] switch
    {
        "GYR10" => "The file, its YAML and its keys",
        "GYR11" => "Single values",
        "GYR12" => "How the parts fit together",
        "GYR14" => "Scenarios",
        _ => "Warnings",
    };
}
