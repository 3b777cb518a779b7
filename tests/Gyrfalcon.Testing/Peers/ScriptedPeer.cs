using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>A server that does on each connection exactly what its script says, right or wrong.</summary>
public sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly HeldPort _port = new();
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<PeerConnection, Task> _script;
    private readonly List<PeerConnection> _connections = [];
    private readonly Task _accepting;

    private ScriptedPeer(Func<PeerConnection, Task> script, int? receiveBufferBytes)
    {
        _script = script;
        _listener = _port.Listen();
        if (receiveBufferBytes is { } bytes)
            _listener.ReceiveBufferSize = bytes;
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => _port.Address;

    public string Url => _port.Url;

    public int ConnectionCount
    {
        get
        {
            lock (_connections)
                return _connections.Count;
        }
    }

    /// <summary>Starts a peer that runs the script once per connection, then closes it.</summary>
    public static ScriptedPeer Start(Func<PeerConnection, Task> script, int? receiveBufferBytes = null) => new(script, receiveBufferBytes);

    /// <summary>A peer that answers every request on every connection with these bytes.</summary>
    public static ScriptedPeer Answering(string response) => Start(async connection =>
    {
        while (await MessageReader.ReadRequestAsync(connection.Reader) is { } request)
        {
            await request.Body.ReadToEndAsync();
            await connection.SendAsync(response);
        }
    });

    /// <summary>A peer that reads one request head per connection, sends these bytes, and closes.</summary>
    public static ScriptedPeer AnsweringOnce(string response) => Start(async connection =>
    {
        await connection.ExpectHeadAsync();
        await connection.SendAsync(response);
    });

    /// <summary>The connection of that number, once it has been made.</summary>
    public async Task<PeerConnection> ConnectionAsync(int number)
    {
        await Deadline.Until(() => ConnectionCount > number, $"connection {number} at the scripted peer");
        lock (_connections)
            return _connections[number];
    }

    /// <summary>Waits until the script of that connection ran through; throws what it threw.</summary>
    public async Task ScriptDoneAsync(int number) => await (await ConnectionAsync(number)).Script.Within($"the script of connection {number}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (PeerConnection connection in _connections)
            connection.Close();
        _port.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_stopping.Token);
                var connection = new PeerConnection(ConnectionCount, socket, _stopping.Token);
                connection.Script = RunAsync(connection);
                lock (_connections)
                    _connections.Add(connection);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The peer is being disposed.
        }
    }

    private async Task RunAsync(PeerConnection connection)
    {
        await Task.Yield();
        try
        {
            await _script(connection);
        }
        catch (Exception exception) when (_stopping.IsCancellationRequested && exception is IOException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
        finally
        {
            connection.Close();
        }
    }
}
