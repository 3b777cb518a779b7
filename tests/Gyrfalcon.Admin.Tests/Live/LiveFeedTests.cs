using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Api;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Proxy.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Live;

/// <summary>The feed and its streams by a clock of the test's own.</summary>
public sealed class LiveFeedTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly SteppedTime _time = new();
    private readonly StringWriter _log = new();
    private readonly LiveFeed _feed;
    private readonly AdminContext _context;
    private Func<Reading> _read = static () => Worlds.Read(10, 0, Worlds.Endpoint("http://a", 10));
    private TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static StatusView Status { get; } = new("0.1.0", "epoll", 1, 1, DateTime.UnixEpoch, 1, 1, DateTime.UnixEpoch, "start", true, [], null, 0, 0, 0, 0, 0, 0);

    public LiveFeedTests()
    {
        var log = new OperationalLog(TextWriter.Synchronized(_log));
        _feed = new LiveFeed(() => _read(), static state => new TopologyView(Status, [], [], [], [], Describe.Tick(state, onlyChanged: false)), log, _time);
        _context = new AdminContext(null!, null!, false, null, log) { Live = _feed };
    }

    public ValueTask DisposeAsync() => _feed.DisposeAsync();

    [Fact]
    public async Task A_second_that_cannot_be_looked_at_is_told_once_and_the_next_one_is_looked_at()
    {
        Func<Reading> well = _read;
        Task next = _feed.Newest.Replaced;
        for (int i = 0; i < 3; i++)
        {
            await FailAsync();
            Assert.False(next.IsCompleted);
        }

        _read = well;
        await StepUntilAsync(next);
        Assert.False(_feed.IsFailing);
        Assert.Equal(10, _feed.Newest.State.Process.Sample.Totals.Requests);
        Assert.Single(_log.ToString().Split('\n'), static line => line.Contains("internal error", StringComparison.Ordinal));
        Assert.Contains("no counters today", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_end_rather_than_go_on_without_figures_and_none_begins()
    {
        (DefaultHttpContext watching, Task stream) = Watch(new MemoryStream());
        await FailAsync();
        await StepUntilAsync(stream);
        Assert.Equal(200, watching.Response.StatusCode);

        (DefaultHttpContext late, Task refused) = Watch(new MemoryStream());
        await refused.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal((503, "5"), (late.Response.StatusCode, late.Response.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task So_many_streams_are_served_and_one_more_when_one_has_ended()
    {
        (DefaultHttpContext Http, Task Stream)[] all = [.. Enumerable.Range(0, LiveFeed.MostStreams).Select(_ => Watch(new MemoryStream()))];
        (DefaultHttpContext tooMany, Task refused) = Watch(new MemoryStream());
        await refused.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal((503, "5"), (tooMany.Response.StatusCode, tooMany.Response.Headers.RetryAfter.ToString()));
        Assert.All(all, static each => Assert.Equal((false, "text/event-stream"), (each.Stream.IsCompleted, each.Http.Response.ContentType)));

        all[7].Http.Abort();
        await all[7].Stream.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        (DefaultHttpContext next, Task served) = Watch(new MemoryStream());
        Assert.Equal((false, 200), (served.IsCompleted, next.Response.StatusCode));
        (_, refused) = Watch(new MemoryStream());
        await refused.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Whoever_does_not_read_is_closed_and_its_place_is_free()
    {
        (DefaultHttpContext deaf, Task stream) = Watch(new FullStream());
        await StepUntilAsync(stream);

        Assert.True(deaf.RequestAborted.IsCancellationRequested);
        for (int i = 0; i < LiveFeed.MostStreams; i++) Assert.True(_feed.TryEnter());
        Assert.False(_feed.TryEnter());
    }

    [Fact]
    public async Task A_stream_gets_one_message_a_second_and_what_it_missed_as_a_whole()
    {
        var body = new MessageStream();
        (_, Task stream) = Watch(body);
        Assert.StartsWith("event: topology\nid: 1\n", await body.NextAsync(), StringComparison.Ordinal);
        _time.Advance(Second);
        Assert.StartsWith("event: tick\nid: 2\n", await body.NextAsync(), StringComparison.Ordinal);
        await FailAsync(() => Worlds.Read(20, 0, null!));
        _read = static () => Worlds.Read(30, 0, Worlds.Endpoint("http://a", 30));
        _time.Advance(Second);
        Assert.StartsWith("event: topology\nid: 4\n", await body.NextAsync(), StringComparison.Ordinal);
        Assert.False(stream.IsCompleted);
    }

    /// <summary>Lets a look fail, and waits until it has.</summary>
    private async Task FailAsync(Func<Reading>? read = null)
    {
        _failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _read = () =>
        {
            _failed.TrySetResult();
            return read is null ? throw new InvalidOperationException("no counters today") : read();
        };
        _time.Advance(Second);
        await _failed.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        for (long start = Environment.TickCount64; !_feed.IsFailing && Environment.TickCount64 - start < Deadline.TotalMilliseconds;) await Task.Yield();
        Assert.True(_feed.IsFailing);
    }

    /// <summary>Lets seconds pass until something has come.</summary>
    private async Task StepUntilAsync(Task awaited)
    {
        for (long start = Environment.TickCount64; !awaited.IsCompleted && Environment.TickCount64 - start < Deadline.TotalMilliseconds;)
        {
            _time.Advance(Second);
            await Task.Yield();
        }

        Assert.True(awaited.IsCompletedSuccessfully);
    }

    private (DefaultHttpContext Http, Task Stream) Watch(Stream body)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Response.Body = body;
        http.Features.Set<IHttpRequestLifetimeFeature>(new Lifetime());
        return (http, LiveApi.EventsAsync(_context, http));
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        private readonly CancellationTokenSource _end = new();

        public CancellationToken RequestAborted
        {
            get => _end.Token;
            set => throw new NotSupportedException();
        }

        public void Abort() => _end.Cancel();
    }

    /// <summary>The way to a client that reads nothing: nothing more fits in.</summary>
    private sealed class FullStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    /// <summary>Each message, as it is written.</summary>
    private sealed class MessageStream : MemoryStream
    {
        private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _messages.Writer.WriteAsync(Encoding.UTF8.GetString(buffer.Span), cancellationToken);

        internal async Task<string> NextAsync() => await _messages.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }
}
