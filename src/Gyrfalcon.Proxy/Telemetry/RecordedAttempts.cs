using System;
using System.Runtime.InteropServices;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The tries of an exchange at the end of its record: for each its numbers and the endpoint's name. Enumerated once by foreach.</summary>
internal ref struct RecordedAttempts
{
    private ReadOnlySpan<byte> _rest;

    internal RecordedAttempts(ReadOnlySpan<byte> rest)
    {
        _rest = rest;
        Current = default;
    }

    /// <summary>How many are left.</summary>
    internal readonly int Count()
    {
        int count = 0;
        foreach (RecordedAttempt _ in this) count++;
        return count;
    }

    internal readonly bool IsEmpty => _rest.Length < AttemptNumbers.Size;

    /// <summary>The one that was moved to.</summary>
    public RecordedAttempt Current { get; private set; }

    public readonly RecordedAttempts GetEnumerator() => this;

    public bool MoveNext()
    {
        if (IsEmpty) return false;
        AttemptNumbers numbers = MemoryMarshal.Read<AttemptNumbers>(_rest);
        Current = new RecordedAttempt(numbers, _rest.Slice(AttemptNumbers.Size, numbers.NameLength));
        _rest = _rest[(AttemptNumbers.Size + numbers.NameLength)..];
        return true;
    }

    internal static void Write(Exchange exchange, scoped ref RecordWriter output)
    {
        foreach (ref readonly AttemptNote note in exchange.Notes.All)
        {
            var numbers = new AttemptNumbers
            {
                Began = note.BeganAt - exchange.StartedAt,
                Connected = note.ConnectedAt == 0 ? -1 : note.ConnectedAt - exchange.StartedAt,
                Ended = note.EndedAt == 0 ? -1 : note.EndedAt - exchange.StartedAt,
                Number = note.Number,
                Status = note.Status,
                Fault = note.Fault,
                IsHedge = note.IsHedge,
                IsOnKept = note.IsOnKept,
            };
            output.Attempt(numbers, note.Endpoint.NameBytes);
        }
    }
}

/// <summary>One of them.</summary>
internal readonly ref struct RecordedAttempt(AttemptNumbers numbers, ReadOnlySpan<byte> endpoint)
{
    internal AttemptNumbers Numbers { get; } = numbers;

    internal ReadOnlySpan<byte> Endpoint { get; } = endpoint;
}
