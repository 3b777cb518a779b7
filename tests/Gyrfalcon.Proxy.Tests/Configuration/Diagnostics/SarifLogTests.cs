using System;
using System.Linq;
using System.Text.Json;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Diagnostics;

public sealed class SarifLogTests
{
    [Fact]
    public void TheLogHasWhatTheStandardRequires()
    {
        JsonElement log = Write(Reported.Parse(Reported.Odd));
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        Assert.StartsWith("https://", log.GetProperty("$schema").GetString(), StringComparison.Ordinal);
        JsonElement run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        JsonElement driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal(("gyr", "1.2.3"), (driver.GetProperty("name").GetString(), driver.GetProperty("version").GetString()));
        Assert.True(Uri.IsWellFormedUriString(driver.GetProperty("informationUri").GetString(), UriKind.Absolute));
        Assert.Equal(["GYR1302", "GYR1501"], driver.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()));
        Assert.All(driver.GetProperty("rules").EnumerateArray(), rule =>
        {
            Assert.NotEqual("", rule.GetProperty("shortDescription").GetProperty("text").GetString());
            Assert.True(Uri.IsWellFormedUriString(rule.GetProperty("helpUri").GetString(), UriKind.Absolute));
        });
    }

    [Fact]
    public void AResultHasItsRuleLevelMessageAndPlaces()
    {
        JsonElement run = Write(Reported.Parse(Reported.Odd)).GetProperty("runs")[0];
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.Equal(["GYR1302 0 warning", "GYR1501 1 note"], results.Select(one => $"{one.GetProperty("ruleId")} {one.GetProperty("ruleIndex")} {one.GetProperty("level")}"));
        Assert.Equal("routes[1]: the route can never match: `all` before it takes every such request; move the more particular route up, or remove it", results[0].GetProperty("message").GetProperty("text").GetString());
        Assert.Equal("deploy/gyr.yaml:4:5 routes[1]", Place(results[0].GetProperty("locations")[0]));
        Assert.Equal("deploy/gyr.yaml:3:5 routes[0]", Place(results[0].GetProperty("relatedLocations")[0]));
        Assert.False(results[1].TryGetProperty("relatedLocations", out _));
    }

    [Fact]
    public void ErrorsAreErrors() =>
        Assert.All(Write(Reported.Parse(Reported.Wrong)).GetProperty("runs")[0].GetProperty("results").EnumerateArray(), one => Assert.Equal("error", one.GetProperty("level").GetString()));

    [Fact]
    public void AFileThatIsNotThereHasNoRegion()
    {
        JsonElement place = Write(ConfigFile.Load("/nonexistent/gyr.yaml")).GetProperty("runs")[0].GetProperty("results")[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("file:///nonexistent/gyr.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.False(place.TryGetProperty("region", out _));
    }

    [Fact]
    public void NothingFoundIsAnEmptyListOfResults() =>
        Assert.Equal(0, Write(Reported.Parse("listeners: { web: { address: \":8000\" } }\nroutes: [ { respond: { status: 204 } } ]\n")).GetProperty("runs")[0].GetProperty("results").GetArrayLength());

    [Theory]
    [InlineData("gyr.yaml", "gyr.yaml")]
    [InlineData("./gyr.yaml", "gyr.yaml")]
    [InlineData("../a b/gyr.yaml", "../a%20b/gyr.yaml")]
    [InlineData("/etc/gyr/gyr.yaml", "file:///etc/gyr/gyr.yaml")]
    [InlineData("a:b.yaml", "a%3Ab.yaml")]
    public void FilesAreUris(string file, string uri) => Assert.Equal(uri, SarifLog.UriOf(file));

    [Fact]
    public void EveryCodeHasAPageThatIsThere()
    {
        string document = System.IO.File.ReadAllText(Repository.PathTo("docs", "diagnostics.md"));
        Assert.All(DiagnosticCodes.All, code => Assert.Contains($"<a id=\"{code.Page.Split('#')[1]}\"></a>", document, StringComparison.Ordinal));
    }

    private static JsonElement Write(ConfigResult result) => Reported.Read(output => SarifLog.Write("1.2.3", result, output));

    private static string Place(JsonElement location)
    {
        JsonElement physical = location.GetProperty("physicalLocation");
        JsonElement region = physical.GetProperty("region");
        return $"{physical.GetProperty("artifactLocation").GetProperty("uri")}:{region.GetProperty("startLine")}:{region.GetProperty("startColumn")} {location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName")}";
    }
}
