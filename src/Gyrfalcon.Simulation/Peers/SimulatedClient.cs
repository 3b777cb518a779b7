using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>A client of a simulated world: sends its requests one after the other and judges every answer.</summary>
public sealed class SimulatedClient
{
    private readonly Worker _worker;
    private readonly SimulatedRandom _random;
    private readonly Address _proxy;
    private readonly ClientBehaviour _behaviour;
    private readonly ClientTally _tally;
    private PeerStream? _stream;
    private string? _cookie;

    /// <summary>A client on <paramref name="worker"/> that asks the proxy at <paramref name="proxy"/> and notes what it saw in <paramref name="tally"/>.</summary>
    public SimulatedClient(SimulatedWorld world, Worker worker, Address proxy, ClientBehaviour behaviour, ClientTally tally)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(worker);
        _worker = worker;
        _random = world.Random.Fork();
        _proxy = proxy;
        _behaviour = behaviour;
        _tally = tally;
    }

    /// <summary>It has made all its requests.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Begins.</summary>
    public void Start() => _worker.Spawn(RunAsync());

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> RunAsync()
    {
        for (int i = 0; i < _behaviour.Requests; i++)
        {
            await new Pause(_worker, _random.Between(0, _behaviour.ThinkTime)).AsTask();
            await AskAsync(_tally.NextId());
        }

        _stream?.Transport.Close();
        return IsDone = true;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> AskAsync(long id)
    {
        if (_stream is null)
        {
            Connected connected = await _worker.Driver.ConnectAsync(_proxy, _worker.After(_behaviour.Patience));
            if (connected.Transport is not { } transport)
            {
                _tally.Note(id, Verdict.NotConnected);
                return false;
            }

            _stream = new PeerStream(transport);
        }

        double choice = _random.Unit();
        string method = choice < _behaviour.PostShare ? "POST"
            : choice < _behaviour.PostShare + _behaviour.PutShare ? "PUT"
            : choice < _behaviour.PostShare + _behaviour.PutShare + _behaviour.HeadShare ? "HEAD" : "GET";
        int size = _random.Below(_behaviour.LargestResponse + 1);
        byte[] request = Request(id, method, size);
        bool vanishes = _random.Chance(_behaviour.VanishChance);
        _tally.NoteSent(id, method);

        long began = _worker.Now;
        long deadline = _worker.After(_behaviour.Patience);
        if (vanishes)
        {
            await _stream.WriteAsync(request.AsMemory(0, _random.Below(request.Length + 1)), deadline);
            if (_random.Chance(0.5)) await _stream.ReadLineAsync(_worker.After(_random.Between(0, 5_000_000)));
            return End(id, Verdict.Vanished, abort: true);
        }

        // An answer may come before all of the request was taken: a failed send is no verdict.
        await _stream.WriteAsync(request, deadline);
        PeerHead? head = await PeerHead.ReadAsync(_stream, deadline);
        while (head is not null && head.StartLine.StartsWith("HTTP/1.1 1", StringComparison.Ordinal)) head = await PeerHead.ReadAsync(_stream, deadline);
        if (head is null) return End(id, _worker.Now >= deadline ? Verdict.OutlivedPatience : Verdict.NoAnswer, abort: true);

        int status = int.Parse(head.StartLine.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        byte[]? body = method == "HEAD" ? [] : await head.ReadBodyAsync(_stream, deadline);
        if (body is null) return End(id, _worker.Now >= deadline ? Verdict.OutlivedPatience : Verdict.CutShort, abort: true);
        _tally.NoteTime(_worker.Now - began);
        Verdict verdict = status != 200 ? Verdict.Refused
            : head.Fields.GetValueOrDefault("x-id") != id.ToString(CultureInfo.InvariantCulture) ? Verdict.NotMine
            : method != "HEAD" && (body.Length != size || !PeerBody.IsOf(id, body)) ? Verdict.WrongBody
            : Verdict.Good;
        _tally.Note(id, verdict, status);
        if (head.Fields.TryGetValue("set-cookie", out string? cookie)) _cookie = cookie.Split(';')[0];
        if (head.Closes) Leave(abort: false);
        return true;
    }

    private byte[] Request(long id, string method, int size)
    {
        bool hasBody = method is "POST" or "PUT";
        byte[] body = hasBody ? PeerBody.Of(id, _random.Below(_behaviour.LargestRequest + 1)) : [];
        bool chunked = hasBody && _random.Chance(0.3);
        string framing = chunked ? "Transfer-Encoding: chunked\r\n" : hasBody ? $"Content-Length: {body.Length}\r\n" : "";
        var request = new List<byte>(Encoding.Latin1.GetBytes($"{method} /{id}/{size} HTTP/1.1\r\nHost: simulated\r\n{(_cookie is null ? "" : $"Cookie: {_cookie}\r\n")}{framing}\r\n"));
        if (!chunked)
        {
            request.AddRange(body);
            return [.. request];
        }

        if (body.Length > 0)
        {
            request.AddRange(Encoding.Latin1.GetBytes($"{body.Length:X}\r\n"));
            request.AddRange(body);
            request.AddRange("\r\n"u8);
        }

        if (_random.Chance(_behaviour.GarbleChance)) request.AddRange("0x0\r\n\r\n"u8);
        else request.AddRange("0\r\n\r\n"u8);
        return [.. request];
    }

    private bool End(long id, Verdict verdict, bool abort)
    {
        _tally.Note(id, verdict);
        Leave(abort);
        return false;
    }

    private void Leave(bool abort)
    {
        if (abort) _stream?.Transport.Abort();
        else _stream?.Transport.Close();
        _stream = null;
    }
}
