using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.AccessLogs;

/// <summary>Who should read standard output and standard error, such as a container's log driver, has stopped to.</summary>
public sealed partial class StalledReaderTests : IDisposable
{
    private const int HangUp = 1;
    private const int Term = 15;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory, EachDriver]
    public async Task Traffic_goes_on_another_log_is_written_and_the_end_comes(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        using var dead = new HeldPort();
        WriteConfig(origin, dead, "stdout");
        string pipe = Path.Combine(_directory.Path, "pipe");
        await using (ProgramProcess make = ProgramProcess.Start("mkfifo", [pipe])) await make.ExitAsync();
        await using ProgramProcess gyr = ProgramProcess.Start(
            "env",
            ["--default-signal=HUP", "sh", "-c", $"exec \"$0\" run --config gyr.yaml > \"{pipe}\" 2>&1", GyrProcess.Binary],
            _directory.Path,
            new Dictionary<string, string> { ["GYR_DRIVER"] = driver == Driver.IoUring ? "io_uring" : "epoll" });
        await using var stream = new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        using var reader = new StreamReader(stream);
        IPEndPoint address = await ListeningAsync(reader);

        // Far more lines than a pipe takes; then one of the log of what operators must know, which a worker writes.
        await using RawClient client = await RawClient.ConnectAsync(address);
        for (int i = 0; i < 1000; i++) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(503, (await client.GetAsync("/dead")).Response.Status);
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }

        // The old place holds up nothing of the new one.
        WriteConfig(origin, dead, "new.log");
        gyr.Signal(HangUp);
        string log = Path.Combine(_directory.Path, "new.log");
        for (long until = Environment.TickCount64 + 10_000; !HasLine();)
        {
            Assert.True(Environment.TickCount64 < until, "there is no line in the new file");
            Assert.Equal(200, (await client.GetAsync("/new")).Response.Status);
        }

        gyr.Signal(Term);
        Assert.Equal(0, await gyr.ExitAsync());

        bool HasLine() => File.Exists(log) && File.ReadAllText(log).Contains("/new", StringComparison.Ordinal);
    }

    private static async Task<IPEndPoint> ListeningAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync().Within("the line that names the address") is { } line)
        {
            if (Address().Match(line) is { Success: true } match) return IPEndPoint.Parse(match.Groups[1].Value);
        }

        throw new EndOfStreamException("The program has ended.");
    }

    private void WriteConfig(TestOrigin origin, HeldPort dead, string output) => _directory.Write("gyr.yaml", $$"""
        admin: off
        workers: 1
        access-log: { output: {{output}} }
        listeners: { web: { address: "127.0.0.1:0" } }
        routes: [ { match: { path: /dead }, cluster: dead }, { cluster: app } ]
        clusters: { app: { endpoints: [ "{{origin.Url}}" ] }, dead: { endpoints: [ "{{dead.Url}}" ] } }
        """);

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)")]
    private static partial Regex Address();
}
