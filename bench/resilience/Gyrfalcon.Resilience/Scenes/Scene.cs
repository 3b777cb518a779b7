using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Resilience.Origins;

namespace Gyrfalcon.Resilience.Scenes;

/// <summary>What happens to the origins, and when.</summary>
/// <param name="Name">How it is chosen.</param>
/// <param name="Title">What the report calls it.</param>
/// <param name="Story">What happens, for the report.</param>
/// <param name="Script">The steps of a scene of that length.</param>
/// <param name="Returning">The origins that fail and come back, by number.</param>
internal sealed record Scene(string Name, string Title, string Story, Func<Script, Script> Script, params int[] Returning)
{
    private const int Ill = 2;

    public static IReadOnlyList<Scene> All { get; } =
    [
        new("well", "Nothing wrong", "The yardstick of the other scenes.", script => script),
        new("killed", "One origin killed", "SIGKILL, and a new process on the same port later.",
            script => script.AtFault(farm => farm.Origins[Ill].Kill()).AtReturn(farm => farm.Origins[Ill].Restart()), Ill),
        new("hung", "One origin hung", "SIGSTOP, SIGCONT later. Connections to it still come about, for the kernel accepts them.",
            script => script.AtFault(farm => farm.Origins[Ill].Hang()).AtReturn(farm => farm.Origins[Ill].Continue()), Ill),
        new("slow", "One origin slow", "Every answer takes 500 ms longer, those of its health path do not: within all timeouts, so only a proxy that compares notices.", Order("slow 500"), Ill),
        new("refusing", "One origin answers 503", "To everything, at once, its health path included.", Order("fail 503 100 health"), Ill),
        new("erring", "One origin answers 500 to half", "At random. Its health path is well.", Order("fail 500 50"), Ill),
        new("resetting", "One origin resets", "It reads each request, health checks included, and resets the connection.", Order("reset health"), Ill),
        new("rolling", "Rolling restart", "Each origin in turn is killed and started again half a turn later: a deployment without draining.", Rolling, Enumerable.Range(0, Farm.Size).ToArray()),
        new("last", "All but one killed", "Four at the same moment; all four come back at the same moment.", script => Enumerable.Range(1, Farm.Size - 1).Aggregate(script, (so, number) =>
            so.AtFault(farm => farm.Origins[number].Kill()).AtReturn(farm => farm.Origins[number].Restart())), 1, 2, 3, 4),
        new("flapping", "One origin flaps", "Killed and started again every 500 ms, up at the end.", Flapping, Ill),
    ];

    public static IEnumerable<string> Names => All.Select(scene => scene.Name);

    private static Func<Script, Script> Order(string order) =>
        script => script.AtFault(farm => farm.Origins[Ill].Tell(order)).AtReturn(farm => farm.Origins[Ill].Tell("well"));

    private static Script Rolling(Script script)
    {
        var turn = (script.Return - script.Fault) / Farm.Size;
        var from = script with { RecoveryFrom = script.Fault + (turn * (Farm.Size - 1)) };
        return Enumerable.Range(0, Farm.Size).Aggregate(from, (so, number) => so
            .Then(script.Fault + (turn * number), farm => farm.Origins[number].Kill())
            .Then(script.Fault + (turn * (number + 0.5)), farm => farm.Origins[number].Restart()));
    }

    private static Script Flapping(Script script)
    {
        var half = TimeSpan.FromMilliseconds(500);
        for (var at = script.Fault; at < script.Return; at += 2 * half)
            script = script.Then(at, farm => farm.Origins[Ill].Kill()).Then(at + half, farm => farm.Origins[Ill].Restart());
        return script;
    }
}
