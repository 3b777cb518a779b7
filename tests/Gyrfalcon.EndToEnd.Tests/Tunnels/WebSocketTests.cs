using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>WebSockets spoken by a library that nobody here wrote, on both sides of the proxy.</summary>
public sealed class WebSocketTests
{
    private const int Crowd = 1000;

    [Theory, EachDriver]
    public async Task Everything_that_a_WebSocket_can_do_works(Driver driver)
    {
        (ProgramProcess server, string url) = await WebSocketPrograms.StartServerAsync();
        await using ProgramProcess _ = server;
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(url), driver);
        await using ProgramProcess client = await WebSocketPrograms.StartClientAsync("conversation.mjs", proxy.Address);

        int exitCode = await client.ExitAsync(TimeSpan.FromSeconds(90));

        JsonElement verdict = VerdictOf(client);
        Assert.Empty(verdict.GetProperty("failed").EnumerateArray().Select(failure => failure.GetString()));
        Assert.Equal((0, 14), (exitCode, verdict.GetProperty("passed").GetArrayLength()));
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task A_thousand_are_served_at_once_and_cost_little_while_they_are_quiet(Driver driver, int workers)
    {
        (ProgramProcess server, string url) = await WebSocketPrograms.StartServerAsync();
        await using ProgramProcess _ = server;
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(url) with { Workers = workers }, driver);
        await using (RawClient warm = await proxy.ConnectAsync())
            await warm.GetAsync("/");
        long before = proxy.Process.ResidentBytes;
        await using ProgramProcess client = await WebSocketPrograms.StartClientAsync("crowd.mjs", proxy.Address, Text(Crowd), "5");

        await client.Output.WaitForAsync(line => line == $"open {Crowd}", "a thousand WebSockets that have said something", limit: TimeSpan.FromSeconds(60));
        long each = (proxy.Process.ResidentBytes - before) / Crowd;
        Console.WriteLine($"{driver}, {workers} worker(s): {each} bytes of resident memory for each quiet WebSocket.");
        client.Signal(15);
        int exitCode = await client.ExitAsync(TimeSpan.FromSeconds(60));

        JsonElement verdict = VerdictOf(client);
        Assert.Empty(verdict.GetProperty("failed").EnumerateArray().Select(failure => failure.GetString()));
        Assert.Equal((0, Crowd, 6 * Crowd, Crowd), (exitCode, Number(verdict, "opened"), Number(verdict, "echoed"), Number(verdict, "closed")));
        Assert.True(each < 48 * 1024, $"{each} bytes for each quiet WebSocket.");
    }

    private static JsonElement VerdictOf(ProgramProcess client)
    {
        string? last = client.Output.Lines is [.., var line] ? line : null;
        Assert.True(last?.StartsWith('{') == true, $"No verdict; standard error says:\n{client.Errors.Text}");
        return JsonDocument.Parse(last!).RootElement;
    }

    private static int Number(JsonElement verdict, string name) => verdict.GetProperty(name).GetInt32();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
