using System;
using System.Collections.Generic;
using Gyrfalcon.Engine;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Scenarios.Clients;
using Gyrfalcon.Scenarios.Endpoints;
using Gyrfalcon.Simulation;

namespace Gyrfalcon.Scenarios;

/// <summary>Lets the events of a scenario happen in its world.</summary>
internal sealed class EventSchedule(SimulatedWorld world, Worker worker, LoadCurve curve, Func<string, IReadOnlyList<SimulatedEndpoint>> groupOf)
{
    /// <summary>Plans all of them; the times of the scenario count from now.</summary>
    internal void Plan(IEnumerable<EventConfig> events)
    {
        foreach (EventConfig one in events)
        {
            if (one.Kind == EventKind.Load) PlanLoad(one);
            else PlanEndpoints(one, groupOf(one.Group!));
        }
    }

    /// <summary>An event in a few words.</summary>
    internal static string Describe(EventConfig one)
    {
        string what = one.Kind switch
        {
            EventKind.Slow => $"{one.Group} {one.Factor} times as slow",
            EventKind.Fail => $"{one.Group} answers {one.Share}% errors",
            EventKind.Delay => $"way to {one.Group} {Spoken.Time(one.By)} longer",
            EventKind.CutOff => $"{one.Group} cut off",
            EventKind.Hang => $"{one.Group} hangs",
            EventKind.Kill => $"{one.Group} killed",
            EventKind.Stop => $"{one.Group} stopped",
            EventKind.Start => $"{one.Group} started",
            _ => $"load {one.Load}%",
        };
        if (one.Over > TimeSpan.Zero) what += one.Kind == EventKind.Load ? $", reached over {Spoken.Time(one.Over)}" : $", one after the other over {Spoken.Time(one.Over)}";
        return one.For is { } length ? $"{what}, {(one.Over > TimeSpan.Zero && one.Kind != EventKind.Load ? "each " : "")}for {Spoken.Time(length)}" : what;
    }

    /// <summary>When all of it is over; null for what lasts or takes no time.</summary>
    internal static TimeSpan? End(EventConfig one)
    {
        // What changes the load is undone from its beginning on; what befalls endpoints, for each of them from his own.
        if (one.For is { } length) return one.At + length + (one.Kind == EventKind.Load ? TimeSpan.Zero : one.Over);
        return one.Over > TimeSpan.Zero ? one.At + one.Over : null;
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    private void PlanLoad(EventConfig one)
    {
        long from = world.Now + Nanoseconds(one.At);
        double before = curve.At(from);
        curve.Change(from, Nanoseconds(one.Over), one.Load / 100.0);
        if (one.For is { } length) curve.Change(from + Nanoseconds(length), 0, before);
    }

    private void PlanEndpoints(EventConfig one, IReadOnlyList<SimulatedEndpoint> group)
    {
        for (int i = 0; i < group.Count; i++)
        {
            SimulatedEndpoint endpoint = group[i];
            long at = world.Now + Nanoseconds(one.At) + (Nanoseconds(one.Over) / group.Count * i);
            world.Schedule(at, worker, () => Begin(one, endpoint));
            if (one.For is { } length) world.Schedule(at + Nanoseconds(length), worker, () => Undo(one, endpoint));
        }
    }

    private void Begin(EventConfig one, SimulatedEndpoint endpoint)
    {
        switch (one.Kind)
        {
            case EventKind.Kill:
                endpoint.Kill();
                break;
            case EventKind.Stop:
                endpoint.Stop();
                break;
            case EventKind.Start:
                endpoint.Start();
                break;
            case EventKind.Hang:
                endpoint.Queue.IsHanging = true;
                break;
            case EventKind.Slow:
                endpoint.Queue.Slowness = one.Factor;
                break;
            case EventKind.Fail:
                endpoint.Queue.ErrorShare = one.Share / 100.0;
                break;
            case EventKind.Delay:
                world.Network.Delay(endpoint.Address, Nanoseconds(one.By));
                break;
            case EventKind.CutOff:
                world.Network.CutOff(endpoint.Address);
                break;
        }
    }

    private void Undo(EventConfig one, SimulatedEndpoint endpoint)
    {
        switch (one.Kind)
        {
            case EventKind.Kill or EventKind.Stop:
                endpoint.Start();
                break;
            case EventKind.Start:
                endpoint.Kill();
                break;
            case EventKind.Hang:
                endpoint.Queue.IsHanging = false;
                break;
            case EventKind.Slow:
                endpoint.Queue.Slowness = 1;
                break;
            case EventKind.Fail:
                endpoint.Queue.ErrorShare = 0;
                break;
            case EventKind.Delay:
                world.Network.Delay(endpoint.Address, 0);
                break;
            case EventKind.CutOff:
                world.Network.Mend(endpoint.Address);
                break;
        }
    }
}
