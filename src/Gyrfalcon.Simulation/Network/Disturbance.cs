using System;
using System.Collections.Generic;

namespace Gyrfalcon.Simulation.Network;

/// <summary>What has befallen the way to a listener. It concerns the connections that exist as well as new ones.</summary>
internal sealed class Disturbance(SimulatedWorld world)
{
    private readonly Queue<(SimulatedDriver Driver, Action Arrival)> _held = new();
    private bool _isCut;

    /// <summary>Nanoseconds that everything takes longer, one way.</summary>
    internal long Delay { get; set; }

    /// <summary>Nothing gets through; what is on its way arrives when this ends, as TCP sends it again until then.</summary>
    internal bool IsCut
    {
        get => _isCut;
        set
        {
            _isCut = value;
            while (!_isCut && _held.TryDequeue(out (SimulatedDriver Driver, Action Arrival) held)) world.Schedule(world.Now, held.Driver, held.Arrival);
        }
    }

    internal void Hold(SimulatedDriver driver, Action arrival) => _held.Enqueue((driver, arrival));
}
