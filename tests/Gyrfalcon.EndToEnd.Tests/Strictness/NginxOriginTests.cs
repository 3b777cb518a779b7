using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>The tables of requests once more, with nginx behind the program: it finds the same requests, with the same ends, as we did.</summary>
public sealed partial class NginxOriginTests
{
    [Theory, EachDriver]
    public async Task Nginx_sees_the_requests_that_we_saw(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using NginxOrigin nginx = await NginxOrigin.StartAsync();
        await using GyrProcess gyr = await GyrProcess.RunAsync("access-log: { format: off }\n" + GyrYaml.Render(ProxyPlan.To(nginx.Url)), driver);
        var clients = new ConcurrentQueue<(RequestCase Request, string Address, string Received)>();

        await StrictFixture.ForEachAsync(
            from request in RequestTests.Cases.Values
            from pieces in PieceSender.DivisionsOf(request.Bytes).Take(2)
            select (request, pieces),
            async each =>
            {
                using LoopbackClient client = await LoopbackClient.ConnectAsync(gyr.Address);
                await client.SendAsync([.. each.pieces[..^1], each.pieces[^1] + RequestTests.Behind]);
                await client.ReadToEndAsync();
                clients.Enqueue((each.request, client.Address.ToString(), client.Received));
            },
            each => each.request.Name);

        ILookup<string, string> log = await nginx.StopAsync();
        string[] wrong = [.. clients.Where(client => !Agrees(client.Request, client.Received, [.. log[client.Address]])).Select(client =>
            $"{client.Request.Name}: nginx saw {string.Join(" and ", log[client.Address])}; the client got {client.Received}")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} disagree, among them:\n{string.Join("\n\n", wrong.Take(5))}");
        Assert.True(clients.Count(client => log[client.Address].Any()) > 200, "nginx saw next to nothing.");
    }

    private static bool Agrees(RequestCase request, string received, string[] seen)
    {
        string[] expected = [.. request.Seen.Select(LineOf)];
        string behind = NginxOrigin.LineOf("GET", "/behind", "");
        if (seen.SequenceEqual([.. expected, behind]))
            return !request.Closes;
        if (seen.SequenceEqual(expected))
            return request.Closes || request.MayClose;

        // nginx refuses some methods and targets itself; even so it must not have seen more than there was.
        return NginxRefusal().IsMatch(received) && !seen.Except([.. expected, behind]).Any() && seen.Length <= expected.Length + 1;
    }

    private static string LineOf(string shown)
    {
        string[] line = shown.Split(" | ", 2)[0].Split(' ');
        return NginxOrigin.LineOf(line[0], line[1], Body().Match(shown).Groups["body"].Value);
    }

    [GeneratedRegex(" \\| (length|chunked) \"(?<body>.*?)\"( \\| T |$)", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex("^HTTP/1.1 4.*\r\nServer: nginx", RegexOptions.Singleline)]
    private static partial Regex NginxRefusal();
}
