using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>
/// Every response of the tables, whole, byte by byte and in two pieces, and a further request behind it on the client's connection, whose answer must be its own.
/// </summary>
public sealed class ResponseTests(ResponseTests.Fixture fixture) : IClassFixture<ResponseTests.Fixture>
{
    private static readonly Dictionary<string, ResponseCase> Cases = ResponseCases.All().ToDictionary(each => each.Name);

    public static IEnumerable<TheoryDataRow<Driver, string>> Rows() => CaseRows.Of(Cases.Keys);

    [Theory, MemberData(nameof(Rows))]
    public async Task A_response_is_read_in_one_way_or_never_looks_complete(Driver driver, string name)
    {
        ResponseCase response = Cases[name];
        (GyrProcess gyr, RecordingOrigin origin) = await fixture.Of(driver);
        await StrictFixture.ForEachAsync(
            PieceSender.DivisionsOf(response.Bytes),
            async pieces =>
            {
                var reply = new OriginReply(pieces, response.Then) { Taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
                string target = fixture.Answer(reply);
                using LoopbackClient client = await LoopbackClient.ConnectAsync(gyr.Address);
                await client.SendAsync([$"{response.Method} {target} HTTP/1.1\r\nHost: a\r\n\r\n"]);
                await AssertAnsweredAsync(response, client, reply, target);
            },
            pieces => $"in {pieces.Length} pieces, the first of {pieces[0].Length} bytes",
            response.LeavesBytesBehind ? 1 : StrictFixture.Concurrency);
        Assert.Empty(origin.Violations);
    }

    private static async Task AssertAnsweredAsync(ResponseCase response, LoopbackClient client, OriginReply reply, string target)
    {
        await client.ReadUntilAsync(received => Final(received, response.Method).Answer is not null);
        (StrictMessage? answer, string[] seen) = Final(client.Received, response.Method);
        if (answer is null)
        {
            Assert.Equal((ResponseOutcome.BrokenOff, ConnectionEnd.Reset), (response.Outcome, client.End));
            return;
        }

        if (response.Outcome == ResponseOutcome.Passed)
            Assert.Equal(response.Seen, seen);
        else
            Assert.Equal(502, answer.Status);

        // Not before what came behind the response, if anything did, is there for the proxy to see.
        await reply.Taken!.Task.Within("the proxy to take the response");
        int before = answer.End;
        if (answer.Fields.HasMember("Connection", "close"))
        {
            await client.ReadToEndAsync();
            Assert.Equal((before, ConnectionEnd.Closed), (client.Received.Length, client.End));
            return;
        }

        await client.SendAsync([$"GET {target}/behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"]);
        await client.ReadToEndAsync();
        StrictMessage behind = StrictParser.Response(client.Received, before, "GET", ended: true) ?? throw new WireViolationException($"Half an answer behind: {client.Received}");
        Assert.Equal((200, $"{target}/behind", client.Received.Length), (behind.Status, behind.Body, behind.End));
    }

    /// <summary>The final response, if it is complete, and everything up to it.</summary>
    private static (StrictMessage? Answer, string[] Seen) Final(string received, string method)
    {
        List<string> seen = [];
        for (int start = 0; StrictParser.Response(received, start, method, ended: false) is { } answer; start = answer.End)
        {
            seen.Add(answer.Shown("Via"));
            if (answer.Status >= 200)
                return (answer, [.. seen]);
        }

        return (null, [.. seen]);
    }

    public sealed class Fixture : StrictFixture
    {
        private readonly ConcurrentDictionary<string, OriginReply> _replies = new();
        private int _last;

        /// <summary>A target that is answered so.</summary>
        internal string Answer(OriginReply reply)
        {
            string target = "/" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
            _replies[target] = reply;
            return target;
        }

        private protected override OriginReply Reply(StrictMessage request) => _replies.TryGetValue(request.Target, out OriginReply? reply) ? reply : OriginReply.Echo(request);
    }
}
