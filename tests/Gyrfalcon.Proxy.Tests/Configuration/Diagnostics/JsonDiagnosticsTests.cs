using System.Linq;
using System.Text.Json;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Diagnostics;

public sealed class JsonDiagnosticsTests
{
    [Fact]
    public void OneThatMayRunIsOkWithItsWarningsAndNotes()
    {
        JsonElement report = Write(Reported.Parse(Reported.Odd));
        Assert.Equal(("deploy/gyr.yaml", true), (report.GetProperty("file").GetString(), report.GetProperty("ok").GetBoolean()));
        Assert.Equal(["warning GYR1302", "note GYR1501"], report.GetProperty("diagnostics").EnumerateArray().Select(one => $"{one.GetProperty("severity")} {one.GetProperty("code")}"));
        Assert.Equal("""
            {"code":"GYR1302","severity":"warning","file":"deploy/gyr.yaml","path":"routes[1]","line":4,"column":5,"message":"the route can never match: `all` before it takes every such request","help":"move the more particular route up, or remove it","related":[{"file":"deploy/gyr.yaml","path":"routes[0]","line":3,"column":5}]}
            """, Compact(report.GetProperty("diagnostics")[0]));
    }

    [Fact]
    public void OneThatMayNotHasErrorsAndNoNotes()
    {
        JsonElement report = Write(Reported.Parse(Reported.Wrong));
        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.All(report.GetProperty("diagnostics").EnumerateArray(), one => Assert.Equal("error", one.GetProperty("severity").GetString()));
    }

    [Fact]
    public void WhereNoLineAppliesThereIsNone()
    {
        JsonElement one = Assert.Single(Write(ConfigFile.Load("/nonexistent/gyr.yaml")).GetProperty("diagnostics").EnumerateArray());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (one.GetProperty("line").ValueKind, one.GetProperty("column").ValueKind));
        Assert.Equal("/nonexistent/gyr.yaml", one.GetProperty("file").GetString());
    }

    [Fact]
    public void HelpIsThereEvenIfTheMessageLeavesOneAnswerOnly() =>
        Assert.All(Write(Reported.Parse("a: *b\nc: [")).GetProperty("diagnostics").EnumerateArray(), one => Assert.NotEqual("", one.GetProperty("help").GetString()));

    private static JsonElement Write(ConfigResult result) => Reported.Read(output => JsonDiagnostics.Write("deploy/gyr.yaml", result, output));

    private static string Compact(JsonElement element) => string.Join("", element.GetRawText().Split('\n').Select(line => line.Trim())).Replace("\": ", "\":", System.StringComparison.Ordinal);
}
