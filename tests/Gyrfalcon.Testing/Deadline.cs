using System;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>How long a test waits for something that must happen, far above what a busy machine needs.</summary>
public static class Deadline
{
    /// <summary>The patience of every wait that names no other.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    /// <summary>Awaits <paramref name="task"/>; a timeout says what was waited for.</summary>
    public static async Task Within(this Task task, string what, TimeSpan? limit = null)
    {
        try
        {
            await task.WaitAsync(limit ?? Default);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {(limit ?? Default).TotalSeconds:0} s in vain for {what}.");
        }
    }

    /// <inheritdoc cref="Within(Task, string, TimeSpan?)"/>
    public static async Task<T> Within<T>(this Task<T> task, string what, TimeSpan? limit = null)
    {
        await Within((Task)task, what, limit);
        return await task;
    }

    /// <summary>Asks again and again until <paramref name="condition"/> holds: for facts outside this process that nobody announces.</summary>
    public static async Task Until(Func<bool> condition, string what, TimeSpan? limit = null)
    {
        long start = Environment.TickCount64;
        while (!condition())
        {
            if (Environment.TickCount64 - start > (limit ?? Default).TotalMilliseconds)
                throw new TimeoutException($"Waited {(limit ?? Default).TotalSeconds:0} s in vain until {what}.");
            await Task.Delay(5);
        }
    }
}
