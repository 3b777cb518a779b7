using System;
using System.Collections.Generic;
using System.Net;


namespace Gyrfalcon.Fuzz.Connections;

/// <summary>
/// What clients and endpoints do to the proxy, step by step, as an input says: bytes stand for themselves, and a byte of 1 with a letter, for
/// some with a digit behind it, begins a step. README.md lists the letters. Afterwards nobody does anything, and the proxy's timeouts must end all.
/// </summary>
internal sealed class Play(byte[] input, PlayDriver driver)
{
    internal const byte Mark = 1;

    private const int MostClients = 4;
    private const int MostSteps = 2_000;
    private const int MostTurns = 300_000;
    private const long LongestTime = 3_600_000_000_000;

    /// <summary>What a digit means for the step `t`, in milliseconds.</summary>
    private static readonly int[] Pauses = [10, 100, 500, 1_000, 2_100, 5_100, 11_000, 31_000, 61_000, 91_000];

    private readonly Queue<ConnectBehaviour> _connects = new();
    private readonly List<Wire> _pending = [];
    private int _at;
    private int _steps;
    private int _turns;
    private long _lastStepAt = driver.Now;
    private int _client;
    private int _endpoint = -1;

    /// <summary>Clients' connections, in the order in which they were made.</summary>
    internal List<Wire> Clients { get; } = [];

    /// <summary>Endpoints' connections, in the order in which they were made.</summary>
    internal List<Wire> Endpoints { get; } = [];

    /// <summary>Time passes until then before the next step.</summary>
    internal long SleepsUntil { get; private set; }

    /// <summary>An exception that reached the loop.</summary>
    internal Exception? Escaped { get; private set; }

    /// <summary>The proxy should have come to rest long ago: nothing was done to it for too many turns, or too long a time.</summary>
    internal bool HasLastedTooLong => _turns > MostTurns || driver.Now - _lastStepAt > LongestTime;

    /// <summary>Nothing can happen any more, or too much has.</summary>
    internal bool IsOver { get; private set; }

    internal void End() => IsOver = true;

    internal ConnectBehaviour NextConnect() => _connects.TryDequeue(out ConnectBehaviour behaviour) ? behaviour : ConnectBehaviour.Accept;

    internal void AddPending(Wire wire) => _pending.Add(wire);

    internal void AddEndpoint(Wire wire)
    {
        _pending.Remove(wire);
        Endpoints.Add(wire);
        _endpoint = Endpoints.Count - 1;
    }

    /// <summary>Does the next step; false when there is none.</summary>
    internal bool TryStep()
    {
        if (_at >= input.Length || ++_steps > MostSteps)
        {
            _turns++;
            _connects.Clear();
            return false;
        }

        _lastStepAt = driver.Now;
        try
        {
            Step();
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            Escaped ??= bug;
        }

        return true;
    }

    private void Step()
    {
        char kind = 'c';
        int digit = 0;
        if (input[_at] == Mark)
        {
            kind = ++_at < input.Length ? (char)input[_at++] : ' ';
            if ("kqtpPwW".Contains(kind, StringComparison.Ordinal) && _at < input.Length && char.IsAsciiDigit((char)input[_at]))
                digit = input[_at++] - '0';
        }

        int length = input.AsSpan(_at).IndexOf(Mark);
        ReadOnlySpan<byte> bytes = input.AsSpan(_at, length < 0 ? input.Length - _at : length);
        _at += bytes.Length;
        switch (kind)
        {
            case 'c': Client()?.Deliver(bytes); break;
            case 'e': Endpoint()?.Deliver(bytes); break;
            case 'p': Client()?.Deliver(Pattern(digit)); break;
            case 'P': Endpoint()?.Deliver(Pattern(digit)); break;
            case 'f': Client()?.EndPeer(); break;
            case 'F': Endpoint()?.EndPeer(); break;
            case 'r': Client()?.ResetPeer(); break;
            case 'R': Endpoint()?.ResetPeer(); break;
            case 's': Client()?.SetRoom(0); break;
            case 'S': Endpoint()?.SetRoom(0); break;
            case 'u': Client()?.SetRoom(long.MaxValue); break;
            case 'U': Endpoint()?.SetRoom(long.MaxValue); break;
            case 'w': Client()?.SetRoom(64L << (2 * digit)); break;
            case 'W': Endpoint()?.SetRoom(64L << (2 * digit)); break;
            case 'n': NewClient(); break;
            case 'k': _client = Clients.Count == 0 ? 0 : digit % Clients.Count; break;
            case 'q': _endpoint = Endpoints.Count == 0 ? -1 : digit % Endpoints.Count; break;
            case 'x': _connects.Enqueue(ConnectBehaviour.Refuse); break;
            case 'y': _connects.Enqueue(ConnectBehaviour.Wait); break;
            case 'z': _connects.Enqueue(ConnectBehaviour.Unreachable); break;
            case 'v': _connects.Enqueue(ConnectBehaviour.Exhausted); break;
            case 'a': _connects.Enqueue(ConnectBehaviour.Accept); break;
            case 'o': OpenPending(); break;
            case 'h': driver.LetPipesRunShort(); break;
            case 't': SleepsUntil = driver.Now + (Pauses[digit] * 1_000_000L); break;
        }
    }

    private Wire? Client()
    {
        if (Clients.Count == 0)
            NewClient();
        return _client < Clients.Count ? Clients[_client] : null;
    }

    private Wire? Endpoint() => _endpoint >= 0 ? Endpoints[_endpoint] : null;

    private void NewClient()
    {
        if (Clients.Count == MostClients)
            return;
        _client = Clients.Count;
        var address = new IPAddress([10, 0, 0, (byte)(Clients.Count + 1)]);
        var wire = new Wire(address.ToString());
        Clients.Add(wire);
        driver.Connect(wire, address);
    }

    private void OpenPending()
    {
        if (_pending.Count > 0)
            _pending[0].Transport!.OnWritable();
    }

    private static byte[] Pattern(int digit)
    {
        byte[] pattern = new byte[1024 << digit];
        for (int i = 0; i < pattern.Length; i++)
            pattern[i] = (byte)('a' + (i % 23));
        return pattern;
    }
}
