using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>The programs of tests/websocket: both sides of WebSockets on npm's ws. What they need is installed with the first that starts.</summary>
internal static class WebSocketPrograms
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "tests", "websocket");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>Starts the echo server and gives its URL.</summary>
    internal static async Task<(ProgramProcess Process, string Url)> StartServerAsync()
    {
        const string Announcement = "listening on ";
        ProgramProcess server = await StartAsync("server.mjs");
        string line = (await server.Output.WaitForAsync(line => line.StartsWith(Announcement, StringComparison.Ordinal), "the WebSocket server's port"))[0];
        return (server, $"http://127.0.0.1:{line[Announcement.Length..]}");
    }

    /// <summary>Starts one of the clients against a proxy.</summary>
    internal static Task<ProgramProcess> StartClientAsync(string script, IPEndPoint proxy, params string[] arguments) =>
        StartAsync(script, [$"ws://{proxy}", .. arguments]);

    private static async Task<ProgramProcess> StartAsync(string script, params string[] arguments)
    {
        await Installed.Value;
        return ProgramProcess.Start("node", [script, .. arguments], Folder);
    }

    private static async Task InstallAsync()
    {
        // npm leaves this file last, with what it installed.
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            return;
        await using ProgramProcess npm = ProgramProcess.Start("npm", ["ci"], Folder);
        if (await npm.ExitAsync(TimeSpan.FromMinutes(2)) != 0)
            throw new InvalidOperationException($"`npm ci` in {Folder} failed:\n{string.Join('\n', npm.Errors.Lines.TakeLast(20))}");
    }
}
