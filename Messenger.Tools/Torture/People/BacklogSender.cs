using System.Text;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Torture.People;

/// <summary>One account that sends to all others in turn, as fast as it is answered.</summary>
internal static class BacklogSender
{
    private const int InFlight = 512;

    public static async Task RunAsync(int port, int number, BacklogTally tally)
    {
        using WireClient client = await WireClient.ConnectAsync(port);
        await client.HelloAsync();
        if (await client.EnterAsync(Opcode.Register, BacklogTally.Sender(number), Sessions.Password) is not { Code: ErrorCode.None })
            throw new TortureFaultException($"{BacklogTally.Sender(number)} could not register");
        byte[][] accounts = [.. Enumerable.Range(0, tally.AccountCount).Select(i => Encoding.ASCII.GetBytes(BacklogTally.Account(i)))];
        byte[] text = new byte[BacklogText.Bytes];
        int total = tally.AccountCount * tally.Each;
        int sent = 0;
        int answered = 0;
        while (answered < total)
        {
            for (; sent < total && sent - answered < InFlight; sent++)
            {
                int account = sent % accounts.Length;
                new BacklogText(number, account, sent / accounts.Length).Write(text);
                client.Queue(Opcode.Send, new SendRequest(Guid.CreateVersion7(), accounts[account], text));
                tally.Sent();
            }
            await client.FlushAsync();
            if (!await client.ReceiveAsync(Take))
                throw new TortureFaultException($"{BacklogTally.Sender(number)} was cut off");
        }

        void Take(Messenger.Wire.Framing.Frame frame)
        {
            if (frame.Opcode is not (Opcode.SendAnswer or Opcode.Error))
                return;
            answered++;
            tally.Answered(frame.Opcode is Opcode.SendAnswer);
        }
    }
}
