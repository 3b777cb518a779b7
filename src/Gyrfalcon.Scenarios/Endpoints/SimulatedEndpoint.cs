using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Scenarios.Recording;
using Gyrfalcon.Simulation;

namespace Gyrfalcon.Scenarios.Endpoints;

/// <summary>A server of a scenario: answers every path, as slowly as its queue makes it. Health probes are answered like requests and not counted as load.</summary>
internal sealed class SimulatedEndpoint
{
    private static readonly byte[] Full = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    private static readonly byte[] Error = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly SimulatedWorld _world;
    private readonly Worker _worker;
    private readonly Recorder _recorder;
    private readonly int _index;
    private readonly byte[] _answer;
    private readonly int _answerHead;
    private readonly HashSet<TcpTransport> _connections = [];
    private readonly HashSet<TcpTransport> _quiet = [];
    private IDisposable? _listening;

    internal SimulatedEndpoint(SimulatedWorld world, Worker worker, Address address, EndpointBehaviour behaviour, Recorder recorder, int index)
    {
        _world = world;
        _worker = worker;
        _recorder = recorder;
        _index = index;
        Address = address;
        Queue = new RequestQueue(world, worker, world.Random.Fork(), behaviour);
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {behaviour.ResponseSize}\r\n\r\n");
        _answerHead = head.Length;
        _answer = new byte[head.Length + behaviour.ResponseSize];
        head.CopyTo(_answer, 0);
        _answer.AsSpan(head.Length).Fill((byte)'.');
        Start();
    }

    /// <summary>Where it listens.</summary>
    internal Address Address { get; }

    /// <summary>What it works on.</summary>
    internal RequestQueue Queue { get; }

    /// <summary>Listens, cold; nothing when it does already.</summary>
    internal void Start()
    {
        if (_listening is not null) return;
        Queue.Clear();
        _listening = _worker.Driver.Listen(_world.Driver.Bind(Address, 1, dualStack: false, out _)!, 0, new Door(this));
    }

    /// <summary>Stops listening; connections end after the answer under way, idle ones now.</summary>
    internal void Stop()
    {
        _listening?.Dispose();
        _listening = null;
        TcpTransport[] quiet = [.. _quiet];
        foreach (TcpTransport connection in quiet) connection.Close();
    }

    /// <summary>Stops listening, resets all connections and forgets everything, as a process that dies does.</summary>
    internal void Kill()
    {
        _listening?.Dispose();
        _listening = null;
        TcpTransport[] all = [.. _connections];
        foreach (TcpTransport connection in all) connection.Abort();
        Queue.Clear();
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> ServeAsync(TcpTransport transport)
    {
        var connection = new PeerConnection(transport);
        var request = new QueuedRequest();
        _connections.Add(transport);
        while (await ServeOneAsync(connection, request)) { }

        _connections.Remove(transport);
        _quiet.Remove(transport);
        transport.Close();
        return true;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> ServeOneAsync(PeerConnection connection, QueuedRequest request)
    {
        _quiet.Add(connection.Transport);
        if (!await connection.ReadHeadAsync(WorkerTimer.Never)) return false;
        _quiet.Remove(connection.Transport);
        bool isHead = connection.Head.StartsWith("HEAD "u8);
        long id = connection.Number(Recorder.RequestField);
        long body = connection.Number("content-length"u8);
        if (body > 0 && !await connection.SkipBodyAsync(body, WorkerTimer.Never)) return false;
        if (id > 0) _recorder.NoteReceived(_index, id);
        else _recorder.NoteProbe();
        Queue.Enter(request);
        Reply reply = await request.ReplyAsync();
        if (reply == Reply.None) return false;
        ReadOnlyMemory<byte> answer = reply switch
        {
            Reply.Full => Full,
            Reply.Error => Error,
            _ => isHead ? _answer.AsMemory(0, _answerHead) : _answer,
        };
        return await connection.WriteAsync(answer, WorkerTimer.Never) && _listening is not null;
    }

    private sealed class Door(SimulatedEndpoint endpoint) : Acceptor
    {
        public override void Accept(TcpTransport transport) => endpoint._worker.Spawn(endpoint.ServeAsync(transport));
    }
}
