# Mail that leaves and mail that comes in: why one is not taken, how queue and mailbox stand.

post-refused-address = This is not an e-mail address. Please check it.
post-refused-subject = A mail needs a subject of at most 200 characters on one line.
post-refused-text = The mail has no text.
post-refused-long = The mail is too long for mail servers.
post-refused-header = A header of the mail cannot be written like this.
post-refused-link = The address for unsubscribing must begin with http or https.

post-state-waiting = Waiting to be sent
post-state-sent = Sent
post-state-failed = Not sent after many attempts
post-state-bounced = Came back
post-not-configured = No mail server is configured; mail waits in the queue.
post-refused-file = A file has no name, or its type is not one.

post-incoming-new = Waiting
post-incoming-taken = Taken in
post-incoming-left = For a person to look at
post-incoming-automatic = Automatic mail
post-incoming-loop = Loop or too many
post-incoming-duplicate = Came before
post-incoming-bounce = Mail returned
post-incoming-trouble = Not readable
post-why-nothing = None
post-why-auto-submitted = It says that a program sent it
post-why-precedence = Bulk mail
post-why-empty-return-path = Its envelope has no sender; it wants no answer
post-why-suppress = It forbids automatic answers
post-why-list = A mailing list
post-why-ours = Our own mail
post-why-too-many = Too many from one address within an hour
post-why-repeated = The same letter came before
post-why-bounce = A mail of ours was returned; the address is suspended
post-why-bounce-unknown = A report about no mail that we know, or only a delay
post-why-unreadable = Its headers cannot be read
post-why-no-sender = It names no sender that could be answered
post-why-too-many-parts = It has too many parts and was not taken apart
post-why-not-taken = It could not be made into a request after many attempts
post-left-out-too-large = The file is larger than 30 MB and was not taken
post-left-out-message-too-large = The mail is larger than 40 MB; its files were not taken
post-left-out-empty = The file is empty
