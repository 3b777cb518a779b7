using System;
using System.Linq;
using System.Threading;
using Gyrfalcon.Resilience.Generating;
using Gyrfalcon.Resilience.Origins;
using Gyrfalcon.Resilience.Scenes;

namespace Gyrfalcon.Resilience.Measuring;

/// <summary>A thread that takes the steps of a script when their time has come.</summary>
internal sealed class Director
{
    private readonly Thread _thread;
    private Exception? _failure;

    public Director(Script script, Farm farm, OpenLoop loop, CancellationToken cancellation)
    {
        _thread = new Thread(() => Direct(script, farm, loop, cancellation)) { IsBackground = true, Name = "director" };
        _thread.Start();
    }

    /// <summary>Waits for the last step, and fails if one did.</summary>
    public void Join()
    {
        _thread.Join();
        if (_failure is not null)
            throw new InvalidOperationException("A step of the scene failed.", _failure);
    }

    private void Direct(Script script, Farm farm, OpenLoop loop, CancellationToken cancellation)
    {
        try
        {
            foreach (var step in script.Steps.OrderBy(step => step.At))
            {
                var early = step.At.TotalMilliseconds - loop.Now;
                if (early > 0 && cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(early)))
                    return;
                step.Do(farm);
            }
        }
#pragma warning disable CA1031 // On a thread of its own, where an exception would end the process: whatever it is, Join throws it to whoever waits.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
        }
    }
}
