using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>A door that a test opens once: what waits before it goes on then, and only then.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => _opened.Task.IsCompleted;

    public void Open() => _opened.TrySetResult();

    public Task WaitAsync(string what = "a gate to open") => _opened.Task.Within(what);
}
