# Mail that leaves: why one is not taken, how the queue stands.

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
