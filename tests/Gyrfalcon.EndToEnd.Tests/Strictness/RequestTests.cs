using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>
/// Every request of the tables, whole, byte by byte and in two pieces, always with a further request behind it: refused without a trace at the endpoint, or
/// seen there as one strict reader sees it.
/// </summary>
public sealed class RequestTests(RequestTests.Fixture fixture) : IClassFixture<RequestTests.Fixture>
{
    /// <summary>What comes behind every case.</summary>
    internal const string Behind = "GET /behind HTTP/1.1\r\nHost: behind\r\nConnection: close\r\n\r\n";
    private const string BehindSeen = "GET /behind | Host: behind";
    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-ID", "Via"];

    /// <summary>All tables of requests.</summary>
    internal static readonly Dictionary<string, RequestCase> Cases =
        new[] { RequestLineCases.All(), TargetCases.All(), FieldCases.All(), FramingCases.All(), SmugglingCases.All() }.SelectMany(table => table).ToDictionary(each => each.Name);

    public static IEnumerable<TheoryDataRow<Driver, string>> Rows() => CaseRows.Of(Cases.Keys);

    [Theory, MemberData(nameof(Rows))]
    public async Task A_request_is_read_in_one_way_or_refused(Driver driver, string name)
    {
        RequestCase request = Cases[name];
        (GyrProcess gyr, RecordingOrigin origin) = await fixture.Of(driver);
        await StrictFixture.ForEachAsync(
            PieceSender.DivisionsOf(request.Bytes),
            async pieces =>
            {
                using LoopbackClient client = await LoopbackClient.ConnectAsync(gyr.Address);
                await client.SendAsync([.. pieces[..^1], pieces[^1] + Behind]);
                await client.ReadToEndAsync();
                if (!request.SendsOn || client.End == ConnectionEnd.Closed)
                    AssertAnswered(request, client);
                AssertSeen(request, origin, client);
            },
            pieces => $"in {pieces.Length} pieces, the first of {pieces[0].Length} bytes");
        Assert.Empty(origin.Violations);
    }

    private static void AssertAnswered(RequestCase request, LoopbackClient client)
    {
        string[] methods = [request.Method, "GET", "GET", "GET"];
        List<StrictMessage> answers = Answers(client.Received, methods);
        int[] own = request.Status > 0 ? [request.Status] : [];
        int[] expected = [.. request.Seen.Select(_ => 200), .. own];
        if (!request.Closes && !(request.MayClose && answers.Count == expected.Length))
            expected = [.. expected, 200];
        Assert.Equal(expected, answers.Select(answer => answer.Status));
        Assert.Equal(ConnectionEnd.Closed, client.End);
        Assert.True(answers[^1].Fields.HasMember("Connection", "close"), "The last answer says that it is the last.");
        if (request.Status > 0)
            Assert.Contains(request.AnswerHolds, client.Received, StringComparison.Ordinal);
    }

    private static void AssertSeen(RequestCase request, RecordingOrigin origin, LoopbackClient client)
    {
        // Without Host in HTTP/1.0 the endpoint's own name is written.
        string[] seen = [.. origin.RequestsOf(client.Address).Select(each => each.Shown(Forwarding).Replace(origin.Url["http://".Length..], "*", StringComparison.Ordinal))];
        bool closed = request.Closes || (request.MayClose && seen.Length == request.Seen.Length);
        Assert.Equal(closed ? request.Seen : [.. request.Seen, BehindSeen], seen);
        if (!request.InBody)
            Assert.Equal("", origin.UnfinishedOf(client.Address));
    }

    private static List<StrictMessage> Answers(string received, string[] methods)
    {
        List<StrictMessage> answers = [];
        for (int start = 0; start < received.Length;)
        {
            StrictMessage answer = StrictParser.Response(received, start, methods[Math.Min(answers.Count, methods.Length - 1)], ended: false)
                ?? throw new WireViolationException($"Half an answer: {received[start..]}");
            start = answer.End;
            if (answer.Status >= 200)
                answers.Add(answer);
        }

        return answers;
    }

    public sealed class Fixture : StrictFixture
    {
        private protected override OriginReply Reply(StrictMessage request) => OriginReply.Echo(request);
    }
}
