namespace Gyrfalcon.Engine.Transport;

/// <summary>Whoever is to hear of what arrives on a connection while nobody receives. An interface rather than a delegate: connections implement it themselves, and an idle one is smaller by a delegate.</summary>
public interface IInputWatcher
{
    /// <summary>Something has arrived, an end or a reset among it; told once, on the connection's worker.</summary>
    void OnUnexpectedInput();
}
