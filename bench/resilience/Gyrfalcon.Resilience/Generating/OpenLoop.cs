using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Resilience.Generating;

/// <summary>Sends requests when they are due, however many are still unanswered, and takes down how each ended.</summary>
internal sealed class OpenLoop(int port, int rate, TimeSpan warmUp, TimeSpan length, int seed) : IDisposable
{
    /// <summary>How long a client waits for its whole answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentStack<ClientConnection> _idle = new();
    private readonly ConcurrentQueue<Sample> _samples = new();
    private readonly Random _random = new(seed); // the same requests for every contestant
    private readonly int _recordedFrom = (int)(rate * warmUp.TotalSeconds);
    private readonly int _count = (int)(rate * (warmUp + length).TotalSeconds);
    private long _start;

    /// <summary>Requests that are recorded; the first <see cref="Sample.Id"/> is <see cref="RecordedFrom"/>.</summary>
    public ConcurrentQueue<Sample> Samples => _samples;

    public int RecordedFrom => _recordedFrom;

    /// <summary>How many requests are sent altogether, those of the warm-up included.</summary>
    public int Count => _count;

    /// <summary>Milliseconds since the scene began; negative during the warm-up.</summary>
    public double Now => Stopwatch.GetElapsedTime(_start).TotalMilliseconds - warmUp.TotalMilliseconds;

    /// <summary>Runs the load, on this thread, until the last request has ended.</summary>
    public void Run(CancellationToken cancellation)
    {
        using var ended = new CountdownEvent(_count + 1);
        for (var id = 0; id < _count; id++)
        {
            var due = Due(id);
            // The pace of an open loop is the clock's; nothing else is waited for.
            for (var early = due - Now; early > 0; early = due - Now)
                Thread.Sleep(early > 1 ? 1 : 0);
            if (cancellation.IsCancellationRequested)
            {
                ended.Signal(_count - id);
                break;
            }

            _ = SendAsync(new Question(id, NextMethod()), due, ended);
        }

        ended.Signal();
        ended.Wait(Patience + TimeSpan.FromSeconds(5), cancellation);
    }

    public void Begin() => _start = Stopwatch.GetTimestamp();

    public void Dispose()
    {
        while (_idle.TryPop(out var connection))
            connection.Dispose();
    }

    private double Due(int id) => (id - _recordedFrom) * 1000.0 / rate;

    private Method NextMethod() => _random.Next(10) switch
    {
        < 6 => Method.Get,
        < 8 => Method.Put,
        _ => Method.Post,
    };

    private async Task SendAsync(Question question, double due, CountdownEvent ended)
    {
        var sample = await AskAsync(question, due).ConfigureAwait(false);
        if (question.Id >= _recordedFrom)
            _samples.Enqueue(sample with { Latency = Now - due });
        ended.Signal();
    }

    /// <summary>The sample without its latency.</summary>
    private async Task<Sample> AskAsync(Question question, double due)
    {
        var sample = new Sample(question.Id, question.Method, due, 0, Verdict.Right, 0, -1, null);
        var connection = Connection();
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var answer = await connection.AskAsync(question.Bytes, patience.Token).ConfigureAwait(false);
            sample = sample with { Status = answer.Status, Origin = answer.Origin };
            if (answer.Status != 200)
                sample = sample with { Verdict = Verdict.Status, Detail = answer.ProxyStatus };
            else if (!question.IsAnsweredBy(answer.Origin, answer.Content.Span))
                sample = sample with { Verdict = Verdict.Wrong, Detail = System.Text.Encoding.ASCII.GetString(answer.Content.Span[..Math.Min(100, answer.Content.Length)]) };
        }
        catch (OperationCanceledException)
        {
            sample = sample with { Verdict = Verdict.Timeout };
        }
        catch (Exception failure) when (failure is SocketException or EndOfStreamException)
        {
            sample = sample with { Verdict = Verdict.Broken, Detail = failure.Message };
        }
        catch (InvalidDataException failure)
        {
            sample = sample with { Verdict = Verdict.Wrong, Detail = failure.Message };
        }

        if (connection.IsOpen)
            _idle.Push(connection);
        else
            connection.Dispose();
        return sample;
    }

    private ClientConnection Connection()
    {
        while (_idle.TryPop(out var connection))
        {
            if (connection.IsOpen)
                return connection;
            connection.Dispose();
        }

        return new ClientConnection(port);
    }
}
