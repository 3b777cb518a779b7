using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Valid exchanges that chance makes up, one or several on a connection, cut in both directions as chance will have it: all of it arrives as it was sent.</summary>
public sealed class RandomExchangeTests(RandomExchangeTests.Fixture fixture) : IClassFixture<RandomExchangeTests.Fixture>
{
    private const int Connections = 70;
    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-ID", "Via"];

    private static readonly Gen<RandomExchange> Exchange =
        from method in RandomMessage.AnyOf("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FROB")
        from request in RandomMessage.Of(BodyFraming.None, BodyFraming.ContentLength, BodyFraming.Chunked)
        from status in RandomMessage.AnyOf(200, 201, 204, 304, 404, 500, 999)
        from response in RandomMessage.Of(BodyFraming.ContentLength, BodyFraming.Chunked, BodyFraming.UntilClose)
        from cut in Gen.Int
        select new RandomExchange(method, request, status, response, cut);

    /// <summary>CsCheck says the seed of what fails; it goes into the call of SampleAsync to see it again.</summary>
    [Theory, EachDriver]
    public async Task Valid_exchanges_arrive_unchanged(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        (GyrProcess gyr, RecordingOrigin origin) = await fixture.Of(driver);
        await Exchange.Array[1, 5].SampleAsync(exchanges => RunAsync(gyr, origin, exchanges), iter: Connections, threads: 4);
        Assert.Empty(origin.Violations);
    }

    private async Task RunAsync(GyrProcess gyr, RecordingOrigin origin, RandomExchange[] exchanges)
    {
        string[] targets = [.. exchanges.Select(exchange => fixture.Answer(exchange.Reply()))];
        string[] requests = [.. exchanges.Zip(targets, (exchange, target) => exchange.RequestTo(target))];

        using LoopbackClient client = await LoopbackClient.ConnectAsync(gyr.Address);
        Task sending = client.SendAsync(RandomMessage.Cut(string.Concat(requests), exchanges[0].Cut));
        await client.ReadUntilAsync(received => Responses(received, exchanges).Count == exchanges.Length);
        await sending;

        Assert.Equal(requests.Select(request => StrictParser.Request(WithoutExtensions(request), 0)!.Shown()), origin.RequestsOf(client.Address).Select(request => request.Shown(Forwarding)));
        Assert.Equal(exchanges.Select(exchange => exchange.Seen()), Responses(client.Received, exchanges).Select(response => response.Shown("Via")));
    }

    // The strict parser knows no chunk extensions, because no proxy may pass them on to where they have no meaning.
    private static string WithoutExtensions(string text) => text.Replace(";x=\"y\"\r\n", "\r\n", StringComparison.Ordinal);

    private static List<StrictMessage> Responses(string received, RandomExchange[] exchanges)
    {
        List<StrictMessage> responses = [];
        for (int start = 0; responses.Count < exchanges.Length && StrictParser.Response(received, start, exchanges[responses.Count].Method, ended: false) is { } response; start = response.End)
            responses.Add(response);
        return responses;
    }

    internal sealed record RandomExchange(string Method, RandomMessage Request, int Status, RandomMessage Response, int Cut)
    {
        private bool HasBody => Method != "HEAD" && Status is not (204 or 304);

        private string ResponseWire =>
            $"HTTP/1.1 {Status} As it is\r\n" + (Status == 204 ? string.Concat(Response.Fields) + "\r\n" : Response.Wire(HasBody));

        internal string RequestTo(string target) => $"{Method} {target} HTTP/1.1\r\nHost: a\r\n{Request.Wire()}";

        internal OriginReply Reply() => new(RandomMessage.Cut(ResponseWire, Cut), HasBody && Response.Framing == BodyFraming.UntilClose ? AfterReply.Close : AfterReply.StayOpen);

        internal string Seen() => StrictParser.Response(WithoutExtensions(ResponseWire), 0, Method, ended: true)!.Shown().Replace(" | close \"", " | chunked \"", StringComparison.Ordinal);
    }

    public sealed class Fixture : StrictFixture
    {
        private readonly ConcurrentDictionary<string, OriginReply> _replies = new();
        private int _last;

        internal string Answer(OriginReply reply)
        {
            string target = "/" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
            _replies[target] = reply;
            return target;
        }

        private protected override OriginReply Reply(StrictMessage request) => _replies[request.Target];
    }
}
