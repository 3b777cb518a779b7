using System;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Api;
using Gyrfalcon.Admin.Api.Views;

namespace Gyrfalcon.Admin.Live;

/// <summary>What the event stream says of one second. Knows nothing of later ones, so that whoever is slow keeps none of them in memory.</summary>
internal sealed class LiveMessages
{
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<byte[]?> _whole;

    /// <param name="describe">Everything, as of a state; null if other things are there by now.</param>
    /// <param name="state">What was seen.</param>
    /// <param name="isWanted">Somebody waits for what is new in it.</param>
    internal LiveMessages(Func<LiveState, TopologyView?> describe, LiveState state, bool isWanted)
    {
        State = state;
        _whole = new Lazy<byte[]?>(() => describe(state) is { } topology ? Event("topology", state.Number, JsonSerializer.SerializeToUtf8Bytes(topology, AdminJson.Default.TopologyView)) : null);
        if (isWanted && state.HasSameThings) News = Event("tick", state.Number, JsonSerializer.SerializeToUtf8Bytes(Describe.Tick(state, onlyChanged: true), AdminJson.Default.TickView));
    }

    internal LiveState State { get; }

    /// <summary>Everything; null if other things have come or gone since, which the next second tells.</summary>
    internal byte[]? Whole => _whole.Value;

    /// <summary>What is new since the second before; null if only the whole tells it.</summary>
    internal byte[]? News { get; }

    /// <summary>Ends when there is a newer one.</summary>
    internal Task Replaced => _replaced.Task;

    internal void Replace() => _replaced.TrySetResult();

    /// <summary>One message (HTML, 9.2): our JSON has no line breaks.</summary>
    private static byte[] Event(string name, long number, byte[] json) => [.. Encoding.UTF8.GetBytes($"event: {name}\nid: {number}\ndata: "), .. json, (byte)'\n', (byte)'\n'];
}
