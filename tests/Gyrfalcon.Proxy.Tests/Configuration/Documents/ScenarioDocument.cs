using System.Text;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>docs/scenarios.md.</summary>
internal static class ScenarioDocument
{
    public static string Write()
    {
        var text = new StringBuilder("""
            # Keys of scenarios

            <!-- Generated from src/Gyrfalcon.Proxy/Configuration/Scenarios. Do not edit: run the tests of Gyrfalcon.Proxy with GYR_UPDATE_DOCS=1. -->

            How to write and run a scenario: [simulate.md](simulate.md). Values are written as in [configuration.md](configuration.md#how-values-are-written); short times may
            be in microseconds, too: `250us`. `NAME` stands for a name of your choice.


            """);
        foreach ((string path, Section section) in SchemaWalk.ScenarioSections)
            ReferenceDocument.WriteSection(text, path, section);
        return text.ToString().TrimEnd() + "\n";
    }
}
