using Messenger.Tests.Client.Terminal.Support;

// The tests' own Main is never called by the test runner. Tests start this assembly to have a small program on the full screen.
return args is [ScreenProbe.Verb] ? await ScreenProbe.RunAsync() : 2;
