using System;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Tests.Configuration.Documents;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

/// <summary>
/// The folder Mistakes holds bad documents with every line that must be said about them. With GYR_UPDATE_DOCS=1 the lines are
/// written anew: read the difference before you commit it, for it is what users will see.
/// </summary>
public sealed class MistakesTests
{
    public static TheoryData<string> Files => [.. MistakeCase.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryDocumentGetsExactlyTheseLines(string file)
    {
        string path = Path.Combine(MistakeCase.Folder, file);
        var actual = new StringBuilder();
        foreach (MistakeCase one in MistakeCase.In(file))
        {
            _ = actual.Append(one.Title).Append('\n').Append(one.Document).Append(MistakeCase.Separator);
            Assert.Equal(one.Ok, one.Diagnostics.All(d => d.Severity != DiagnosticSeverity.Error));
            foreach (Diagnostic diagnostic in one.Diagnostics)
                _ = actual.Append(diagnostic).Append('\n');
            _ = actual.Append('\n');
        }

        if (Environment.GetEnvironmentVariable("GYR_UPDATE_DOCS") == "1")
            GeneratedText.MustBe(actual.ToString(), path);
        Assert.Equal(File.ReadAllText(path), actual.ToString());
    }

    [Fact]
    public void EveryCodeIsProvokedByADocument()
    {
        // Those of the file itself are provoked in ConfigFileTests, the end of a long report in ConfigTextTests, those of certificates in CertificateChecksTests.
        string[] ofFiles = ["GYR1001", "GYR1002", "GYR1003", "GYR1004", "GYR1005", "GYR1306", "GYR1361", "GYR1362", "GYR1504"];
        string[] provoked = [.. MistakeCase.Files.SelectMany(MistakeCase.In).SelectMany(one => one.Diagnostics).Select(d => d.Code.Id)];
        Assert.Equal([], DiagnosticCodes.All.Select(code => code.Id).Except(ofFiles).Except(provoked));
    }
}
